import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AnnealFailure } from '../../contracts/failure.ts';

const files = ['package.json', 'package-lock.json', 'index.mjs'];

export interface InstallOptions {
  /** The folder `serve` of this package: what is wanted. */
  source: string;
  /** Where set-up puts what it installs. */
  setUpFolder: string;
  /** Told once, before the minute that it takes. */
  onInstall: (folder: string) => void;
  /** Variables for npm; default: those of this process. */
  environment?: Record<string, string | undefined>;
}

/** The folder that installPackages makes, there or not. */
async function folderOf({ source, setUpFolder }: Pick<InstallOptions, 'source' | 'setUpFolder'>): Promise<string> {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const name of files) hash.update(await readFile(join(source, name)));
  return join(setUpFolder, 'serve', hash.digest('hex').slice(0, 16));
}

/** Folder with the packages that models are run with; null where they are not installed, or an older Anneal's are. */
export async function findPackages(options: Pick<InstallOptions, 'source' | 'setUpFolder'>): Promise<string | null> {
  const folder = await folderOf(options);
  return existsSync(folder) ? folder : null;
}

/**
 * Folder with the packages that models are run with, exactly as their lock file pins them; installed when it is first asked
 * for. A folder is named by what is wanted and appears only when it is whole, so that two servers may start at once.
 * @throws AnnealFailure BackendRefused when npm cannot install them, such as without a network.
 */
export async function installPackages({ source, setUpFolder, onInstall, environment }: InstallOptions): Promise<string> {
  const folder = await folderOf({ source, setUpFolder });
  if (existsSync(folder)) return folder;
  onInstall(folder);
  const draft = join(setUpFolder, 'serve', `.making-${randomUUID()}`);
  try {
    await mkdir(draft, { recursive: true });
    for (const name of files) await copyFile(join(source, name), join(draft, name));
    await runNpm(draft, environment);
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // another process was faster: its folder holds the same
    });
    return folder;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Without scripts: everything is prebuilt, and nothing may be fetched past the registry. */
async function runNpm(folder: string, environment?: Record<string, string | undefined>): Promise<void> {
  const { error, output } = await new Promise<{ error: Error | null; output: string }>((resolve) => {
    const options = { cwd: folder, maxBuffer: 16 * 1024 * 1024, ...(environment === undefined ? {} : { env: environment }) };
    execFile('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], options, (failure, _stdout, stderr) => {
      resolve({ error: failure, output: stderr });
    });
  });
  if (error === null) return;
  const said = output
    .split('\n')
    .filter((line) => line.startsWith('npm error') && !/log of this run|debug-\d/.test(line))
    .slice(0, 4)
    .join('\n');
  throw new AnnealFailure(
    'BackendRefused',
    `\`anneal serve\` runs models with packages of its own (node-llama-cpp, about 105 MB), which are not installed yet, and npm could not fetch them${said === '' ? `: ${error.message.split('\n')[0]}` : `:\n${said}`}\nConnect to the package registry and start \`anneal serve\` again; once they are there it needs no network.`,
    { cause: error },
  );
}
