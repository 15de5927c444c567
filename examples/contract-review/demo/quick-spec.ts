import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { SpecFile } from '../../../src/cli/read-spec.ts';
import { ProgressiveSpec } from '../../../src/contracts/spec.ts';

const rows = { train: 48, validation: 12, test: 16 };

/** The same stages with the first rows of each file and a tiny random model. The files are written below `folder`. */
export function quickSpec({ spec, folder: origin }: SpecFile, folder: string): SpecFile {
  const { stages, ...rest } = ProgressiveSpec.parse(spec);
  const shortened = stages.map((stage) => {
    if (typeof stage.dataset === 'string' || Array.isArray(stage.dataset)) return stage;
    const dataset = Object.fromEntries(
      Object.entries(stage.dataset).map(([split, path]) => [
        split,
        firstRows(resolve(origin, String(path)), rows[split as keyof typeof rows], folder),
      ]),
    );
    return { ...stage, dataset };
  });
  return {
    spec: {
      ...rest,
      name: 'contract-review-quick',
      baseModel: 'tiny-random',
      stages: shortened,
      evaluation: { ...rest.evaluation, maxNewTokens: 24 },
    },
    folder,
  };
}

function firstRows(path: string, count: number, folder: string): string {
  const target = join(folder, basename(dirname(path)), basename(path));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, `${readFileSync(path, 'utf8').split('\n').slice(0, count).join('\n')}\n`);
  return target;
}
