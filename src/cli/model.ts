import type { Command } from 'commander';
import { withAnneal } from './connect.ts';
import { say, wantsJson } from './output.ts';

export function addModelCommand(program: Command): void {
  const model = program.command('model').description('what runs have made');
  model
    .command('get')
    .argument('<run>', 'workflow id of a completed run')
    .description('fetch its adapter, verified, with its lineage')
    .requiredOption('--out <folder>', 'new folder for the files')
    .option('--merged', 'adapter and base as one Transformers model', false)
    .action(async (run: string, { out, merged }: { out: string; merged: boolean }, command: Command) => {
      const fetched = await withAnneal((anneal) => anneal.getModel(run, out, { merged }));
      say(
        wantsJson(command),
        fetched,
        () => `${fetched.name} version ${fetched.version} is in ${fetched.folder}:\n${fetched.files.map((file) => `  ${file}`).join('\n')}`,
      );
    });
}
