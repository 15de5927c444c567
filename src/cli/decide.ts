import { Argument, type Command } from 'commander';
import { withAnneal } from './connect.ts';
import { say, wantsJson } from './output.ts';

/** decide, pause, resume, cancel: what a person tells a run. */
export function addDecisionCommands(program: Command): void {
  program
    .command('decide')
    .argument('<run>', 'workflow id of the run')
    .addArgument(new Argument('<decision>', 'what becomes of the stage').choices(['accept', 'rollback', 'retry', 'stop']))
    .option('--stage <name>', 'the stage that you mean; default: the one that the run waits for')
    .description('decide about the stage that a run waits for')
    .action(async (run: string, decision: 'accept' | 'rollback' | 'retry' | 'stop', { stage }: { stage?: string }, command: Command) => {
      const answer = await withAnneal((anneal) => anneal.decide(run, decision, stage));
      say(wantsJson(command), { run, answer }, () => answer);
    });

  const simple = (name: 'pause' | 'resume' | 'cancel', description: string) =>
    program
      .command(name)
      .argument('<run>', 'workflow id of the run')
      .description(description)
      .action(async (run: string, _options: unknown, command: Command) => {
        const answer = await withAnneal((anneal) => anneal[name](run));
        say(wantsJson(command), { run, answer }, () => answer);
      });
  simple('pause', 'hold a run: its training saves a checkpoint and frees the device');
  simple('resume', 'let a paused run go on from its checkpoint');
  simple('cancel', 'end a run: its training saves a checkpoint first');
}
