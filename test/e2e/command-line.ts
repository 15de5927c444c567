import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { stringify } from 'yaml';
import type { Installation } from './installation.ts';
import { type CliEnd, runCli } from './run-cli.ts';

/** The command line against one installation. */
export interface CommandLine {
  anneal(...args: string[]): Promise<CliEnd>;
  /** A command that must end well, and what it said. */
  said(...args: string[]): Promise<string>;
  /** The same with --json. */
  json<T = unknown>(...args: string[]): Promise<T>;
  /** Writes a spec into the installation's folder and returns its path. */
  writeSpec(name: string, spec: object): string;
}

export function commandLine(installation: Installation): CommandLine {
  const anneal = (...args: string[]) => runCli(args, installation.variables);
  const said = async (...args: string[]) => {
    const end = await anneal(...args);
    expect(end, `anneal ${args.join(' ')}`).toMatchObject({ code: 0, stderr: '' });
    return end.stdout;
  };
  return {
    anneal,
    said,
    json: async <T>(...args: string[]) => JSON.parse(await said('--json', ...args)) as T,
    writeSpec: (name, spec) => {
      const path = join(installation.root, name);
      writeFileSync(path, stringify(spec));
      return path;
    },
  };
}

/** The error that a command wrote with --json. */
export function errorOf({ stderr }: CliEnd): { name: string; message: string } {
  return (JSON.parse(stderr) as { error: { name: string; message: string } }).error;
}
