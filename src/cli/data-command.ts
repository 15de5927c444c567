import type { Command } from 'commander';

/** The command `data`, which the commands about data stand under; made by whoever asks first. */
export function dataCommand(program: Command): Command {
  return program.commands.find((command) => command.name() === 'data') ?? program.command('data').description('check data and look at it');
}
