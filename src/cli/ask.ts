import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { AskOptions } from '../client/ask-run.ts';
import { withAnneal } from './connect.ts';
import { printable, say, wantsJson } from './output.ts';

export function addAskCommand(program: Command): void {
  program
    .command('ask')
    .argument('<run>', 'workflow id of a completed run')
    .argument('<text>', 'what to ask; it is worded as the training prompts were')
    .description('try the model of a run')
    .option('--task <name>', 'which task of a multi-task model; it puts the prefix of that task before the text')
    .option('--compare', 'ask the base model too', false)
    .option('--raw', 'put the text as it is', false)
    .option('--temperature <t>', '0 = always the likeliest token', temperature, 0)
    .action(async (run: string, text: string, options: AskOptions, command: Command) => {
      const answers = await withAnneal((anneal) => anneal.ask(run, text, options));
      say(wantsJson(command), answers, () =>
        answers
          .map(
            ({ title, text: answer, seconds }) =>
              `${title} (${seconds.toFixed(1)} s)\n  ${printable(answer.trim()).replaceAll('\n', '\n  ')}`,
          )
          .join('\n\n'),
      );
    });
}

function temperature(given: string): number {
  const number = Number(given);
  if (given.trim() !== '' && number >= 0 && number <= 2) return number;
  throw new InvalidArgumentError(`"${given}" is not a number from 0 to 2.`);
}
