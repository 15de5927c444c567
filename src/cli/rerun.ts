import { type Command, InvalidArgumentError } from 'commander';
import type { ValuesByPath } from '../client/set-values.ts';
import { withAnneal } from './connect.ts';
import { addFollowOptions, followStarted, type FollowOptions } from './follow.ts';
import { wantsJson } from './output.ts';

type RerunCommandOptions = FollowOptions & { key?: string; set: ValuesByPath };

export function addRerunCommand(program: Command): void {
  const command = program
    .command('rerun')
    .argument('<run>', 'workflow id of the run whose spec is taken')
    .description('start a run of the spec of another run, with some values changed')
    .option(
      '--set <path=value>',
      'a field and what it shall be, in JSON or as text: stages.1.training.epochs=5; may be repeated',
      setting,
      {},
    )
    .option('--key <key>', 'name of the new run; default: the old name and -rerun- with eight digits');
  addFollowOptions(command).action(async (run: string, { key, set, ...follow }: RerunCommandOptions, running: Command) =>
    withAnneal(async (anneal) => {
      const started = await anneal.rerun(run, { set, ...(key === undefined ? {} : { runKey: key }) });
      await followStarted(anneal, started, follow, wantsJson(running));
    }),
  );
}

/** `path=value` as one more value; what is no JSON is text. */
function setting(given: string, before: ValuesByPath): ValuesByPath {
  const at = given.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`"${given}" is not path=value, such as stages.1.training.epochs=5.`);
  return { ...before, [given.slice(0, at)]: jsonOrText(given.slice(at + 1)) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
