import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import type { ComposeService } from './compose-file.ts';

/** Programs of Temporal's images that no package brings; Go builds them from their source, at the image's version. */
interface GoProgram {
  name: 'temporal-server' | 'temporal-sql-tool' | 'ui-server';
  image: string;
  module: string;
  /** What `go install` calls it. */
  installedAs: string;
}

const programs: readonly GoProgram[] = [
  { name: 'temporal-server', image: 'temporalio/server', module: 'go.temporal.io/server/cmd/server', installedAs: 'server' },
  { name: 'temporal-sql-tool', image: 'temporalio/admin-tools', module: 'go.temporal.io/server/cmd/tools/sql', installedAs: 'sql' },
  { name: 'ui-server', image: 'temporalio/ui', module: 'github.com/temporalio/ui-server/v2/cmd/server', installedAs: 'server' },
];

export type GoProgramName = GoProgram['name'];

const folder = (program: GoProgram, version: string) => join(checkoutFolder, '.anneal', 'native', `${program.name}-${version}`);

/** Paths of the programs that were built before, at the versions of the compose file. */
export function builtPrograms(services: readonly ComposeService[]): Map<GoProgramName, string> {
  const found = programs.map((program) => [program.name, join(folder(program, versionOf(program, services)), program.name)] as const);
  return new Map(found.filter(([, path]) => existsSync(path)));
}

/** Builds what is missing: 10 to 20 minutes of two cores. @throws AnnealFailure InvalidInput when Go is missing or fails. */
export async function buildPrograms(services: readonly ComposeService[], log: (line: string) => void): Promise<void> {
  for (const program of programs) {
    if (builtPrograms(services).has(program.name)) continue;
    const version = versionOf(program, services);
    const target = folder(program, version);
    mkdirSync(target, { recursive: true });
    log(`building ${program.name} ${version} with Go …`);
    await goInstall(`${program.module}@v${version}`, target);
    if (program.name === 'ui-server') await copyUiConfig(version, target);
    renameSync(join(target, program.installedAs), join(target, program.name));
  }
}

/** The image's configuration, which reads variables; here it also says where to listen, which a container need not be told. */
async function copyUiConfig(version: string, target: string): Promise<void> {
  const { stdout } = await promisify(execFile)('go', ['env', 'GOMODCACHE']);
  const config = readFileSync(
    join(stdout.trim(), 'github.com', 'temporalio', 'ui-server', `v2@v${version}`, 'config', 'docker.yaml'),
    'utf8',
  );
  mkdirSync(join(target, 'config'), { recursive: true });
  writeFileSync(join(target, 'config', 'docker.yaml'), `${config}\nhost: {{ env "TEMPORAL_UI_HOST" | default "" }}\n`);
}

function versionOf({ image }: GoProgram, services: readonly ComposeService[]): string {
  const tagged = services.find((service) => service.image.startsWith(`${image}:`));
  return tagged?.image.split(':')[1] ?? 'none';
}

async function goInstall(what: string, target: string): Promise<void> {
  const go = spawn('go', ['install', what], { env: { ...process.env, GOBIN: target, CGO_ENABLED: '0' }, stdio: 'inherit' });
  const code = await once(go, 'exit').then(
    ([exit]) => exit as number | null,
    () => 'go is not installed',
  );
  if (code !== 0) throw new AnnealFailure('InvalidInput', `"go install ${what}" ended with ${code}. Without --build, a stand-in is used.`);
}
