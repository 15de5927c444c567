import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const installed = '/usr/lib/postgresql';

/** Folder of the newest PostgreSQL's programs as Debian installs them; null where there is none. */
export function findPostgres(): string | null {
  const versions = existsSync(installed) ? readdirSync(installed).toSorted((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(installed, version, 'bin')).find((bin) => existsSync(join(bin, 'postgres'))) ?? null;
}

/** PostgreSQL refuses to run as root; then the user that Debian made for it takes its place, as in the image. */
export const asPostgres: readonly string[] =
  process.getuid?.() === 0 ? ['/usr/bin/setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', '--'] : [];

/** What the image does at its first start: a cluster with the user, its password and its database. */
export function initializeCluster(bin: string, data: string, environment: Record<string, string>): void {
  mkdirSync(data, { recursive: true });
  if (existsSync(join(data, 'PG_VERSION'))) return;
  const user = environment['POSTGRES_USER']!;
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, environment['POSTGRES_PASSWORD']!);
  if (asPostgres.length > 0) execFileSync('/bin/chown', ['-R', 'postgres:postgres', data, passwordFile]);
  chmodSync(data, 0o700);
  const run = (program: string, args: string[], input = '') => {
    const [command, ...rest] = [...asPostgres, join(bin, program), ...args];
    execFileSync(command!, rest, { input, stdio: ['pipe', 'ignore', 'pipe'], cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' } });
  };
  run('initdb', ['-D', data, '-U', user, '--auth-host=scram-sha-256', '--auth-local=trust', `--pwfile=${passwordFile}`, '--no-sync']);
  run('postgres', ['--single', '-D', data, 'postgres'], `CREATE DATABASE "${environment['POSTGRES_DB'] ?? user}";\n`);
  rmSync(passwordFile);
}
