import type { Command } from 'commander';
import { installedPython, readConfig } from '../config.ts';
import { say, wantsJson } from './output.ts';

export function addSetupCommand(program: Command): void {
  program
    .command('setup')
    .description('install the Python trainer and the embedded servers; `anneal dev` does it by itself')
    .action(async (_options: unknown, command: Command) => {
      const { setUp } = await import('../dev/set-up.ts');
      const { setUpFolder } = readConfig();
      await setUp(setUpFolder);
      const python = installedPython(setUpFolder);
      say(wantsJson(command), { folder: setUpFolder, python }, () => `Installed in ${setUpFolder}; Python is ${python}`);
    });
}
