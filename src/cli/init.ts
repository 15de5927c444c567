import { createReadStream, existsSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { AnnealFailure } from '../contracts/failure.ts';
import { say, wantsJson } from './output.ts';

export function addInitCommand(program: Command): void {
  program
    .command('init')
    .argument('<dataset>', 'JSON or JSON lines file with your examples, or an s3:// address')
    .description('write a commented spec for a dataset')
    .option('--out <file>', 'where to write it', 'spec.yaml')
    .option('--force', 'overwrite a spec that exists', false)
    .action(async (dataset: string, { out, force }: { out: string; force: boolean }, command: Command) => {
      if (existsSync(out) && !force)
        throw new AnnealFailure('InvalidInput', `${out} exists already. Name another file by --out, or overwrite it by --force.`);
      const rows = dataset.includes('://') ? null : await countRows(dataset);
      writeFileSync(out, specText(dataset, rows));
      say(
        wantsJson(command),
        { spec: out, dataset, rows },
        () =>
          `Wrote ${out}${rows === null ? '' : ` for ${rows} rows`}. Next:\n  anneal plan ${out}          what would be done, and how long it takes\n  anneal run ${out} --watch   do it`,
      );
    });
}

/** Lines that hold something. @throws AnnealFailure InvalidInput for what cannot be a dataset. */
async function countRows(path: string): Promise<number> {
  if (!existsSync(path) || !statSync(path).isFile())
    throw new AnnealFailure(
      'InvalidInput',
      `There is no file ${path}. Give a JSON or JSON lines file with rows such as {"input": "…", "output": "…"}, or an s3:// address.`,
    );
  let rows = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) if (line.trim() !== '') rows += 1;
  if (rows === 0) throw new AnnealFailure('InvalidInput', `${path} is empty. Every line is a row such as {"input": "…", "output": "…"}.`);
  return rows;
}

function specText(dataset: string, rows: number | null): string {
  const name =
    basename(dataset)
      .replace(/\..*$/, '')
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+/, '')
      .slice(0, 40) || 'model';
  return `# A spec for Anneal. Only \`stages\` must be given; everything else shows its default. All fields: docs/spec.md
name: ${name}            # name of the model; versions are registered under it

# baseModel: smollm2-135m  # a catalogue name, an s3:// prefix, or a folder under the worker's model roots
# seed: 0                  # every random choice follows from it

stages:                    # in order, from general to specific; each starts from the one before
  - name: ${name}
    dataset: ${JSON.stringify(dataset)}${rows === null ? '' : `   # ${rows} rows`}
    # dataset may also be a list, a glob (s3://bucket/rows/*.jsonl), or ready-made splits:
    # dataset: {train: train.jsonl, validation: validation.jsonl, test: test.jsonl}

    # answers: auto          # labels (closed set), json (one object) or text: how answers are judged
    # replay: 0.25           # rows of earlier stages mixed in, against forgetting
    # training:              # whatever is left out is decided from the number of rows and the base model
    #   epochs: 3
    #   learningRate: 0.0008
    #   lora: {r: 16, alpha: 32, dropout: 0.1}

# gates:
#   retention: {minimum: 0.9}                      # share of every earlier stage that must be left
#   quality: {notWorseThanStartBy: 0, minimum: null} # on the stage's own rows, against where it started

# antiForgetting:          # of every stage but the first
#   replay: 0.25           # share of earlier rows, for stages that name none
#   learningRateDecay: 0.7 # factor on the automatic learning rate
#   ewc: false             # elastic weight consolidation; {} turns it on

# onFailedGate:
#   retry: {max: 2, learningRateFactor: 0.5, replayFactor: 2, minimumReplay: 0.5}
#   then: stop             # stop, rollback (go on from the last accepted stage) or ask (wait for a person)

# split: {train: 0.8, validation: 0.1, test: 0.1}  # stable when rows are added; once over all stages together
# evaluation: {fewShot: 4}                         # examples in the prompt that the base is compared with
`;
}
