import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { vi } from 'vitest';
import { checkoutFolder } from '../../src/dev/checkout.ts';

/** The tarball that would be published, made of this checkout as it is. */
export interface Packed {
  tarball: string;
  /** Every path in it, from the package's root. */
  files: string[];
  /** Bytes of the tarball. */
  size: number;
}

/** Builds and packs into `folder`, as `npm publish` would. */
export function packPackage(folder: string): Packed {
  const output = execFileSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], {
    cwd: checkoutFolder,
    encoding: 'utf8',
  });
  const [packed] = JSON.parse(output) as [{ filename: string; size: number; files: { path: string }[] }];
  return { tarball: join(folder, packed.filename), size: packed.size, files: packed.files.map(({ path }) => path) };
}

/** An empty folder outside any checkout. */
export function emptyFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'anneal-package-')));
}

/**
 * A project that has the package as npm would lay it, without asking a registry: the tarball unpacked, and beside it the
 * checkout's copies of everything else.
 */
export function projectWith({ tarball }: Packed, folder: string): { packageFolder: string } {
  const modules = join(folder, 'node_modules');
  const packageFolder = join(modules, 'anneal');
  mkdirSync(packageFolder, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', packageFolder, '--strip-components=1']);
  const own = join(checkoutFolder, 'node_modules');
  for (const name of readdirSync(own)) {
    if (!name.startsWith('.') && !name.startsWith('anneal')) symlinkSync(join(own, name), join(modules, name));
  }
  return { packageFolder };
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A program in `cwd` with these variables and nothing else; `ended` settles when it and its output are gone. */
export function start(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const end: Ended = { code: null, signal: null, stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (end.stdout += data.toString('utf8')));
  child.stderr.on('data', (data: Buffer) => (end.stderr += data.toString('utf8')));
  const ended = once(child, 'close').then(([code, signal]): Ended => ({
    ...end,
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  return {
    pid: child.pid!,
    ended,
    /** Resolves when it has said so, on either stream; rejects when it ends before. */
    says: async (text: string, timeoutMs: number) => {
      let over = false;
      void ended.then(() => (over = true));
      const said = () => end.stdout + end.stderr;
      await vi.waitUntil(() => over || said().includes(text), { timeout: timeoutMs, interval: 200 });
      if (!said().includes(text)) throw new Error(`it ended before it said "${text}":\n${said()}`);
      return said();
    },
    /** To it and everything that it started in its group. */
    signalAll: (signal: NodeJS.Signals) => signalGroup(child.pid!, signal),
  };
}

/** Its end when it succeeds; else an error that shows what it said. */
export async function succeed({ ended }: { ended: Promise<Ended> }): Promise<Ended> {
  const end = await ended;
  if (end.code === 0) return end;
  throw new Error(`it ended with ${end.code ?? end.signal}:\n${end.stdout}${end.stderr}`);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it is gone already
  }
}

/** What a user's shell has (a proxy, certificates), without what npm, tests and the checkout add to it; this Node comes first. */
export function plainEnvironment(): Record<string, string> {
  const added = /^(npm_|VITEST|NODE_ENV$|INIT_CWD$|ANNEAL_|TEMPORAL_|AWS_)/u;
  const kept = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !added.test(entry[0]));
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(checkoutFolder));
  return { ...Object.fromEntries(kept), PATH: [dirname(process.execPath), ...folders].join(delimiter) };
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
