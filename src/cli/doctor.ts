import type { Command } from 'commander';
import { exitCodes } from './errors.ts';
import { say, wantsJson } from './output.ts';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('check Node, Python, trainer, GPU, Temporal and the store, and say how to mend what is wrong')
    .action(async (_options: unknown, command: Command) => {
      const { examine } = await import('../doctor/examine.ts');
      const checks = await examine();
      const sound = checks.every((check) => check.state !== 'wrong');
      say(wantsJson(command), { sound, checks }, () =>
        checks
          .map(({ name, state, detail, mend }) => `${marks[state]} ${name}: ${detail}${mend === null ? '' : `\n    ${mend}`}`)
          .join('\n'),
      );
      process.exitCode = sound ? exitCodes.completed : exitCodes.failed;
    });
}

const marks = { fine: '✓', absent: '–', wrong: '✗' } as const;
