import type { SpecFile } from '../../src/cli/read-spec.ts';
import { MultiTaskSpec } from '../../src/contracts/spec.ts';
import { smallEvaluation } from '../shared/evaluation-depth.ts';
import { firstRows } from '../shared/first-rows.ts';

const rows = { train: 48, validation: 12, test: 16 };

/** The same tasks with the first rows of each file and a tiny random model. The files are written below `folder`. */
export function quickSpec({ spec, folder: origin }: SpecFile, folder: string): SpecFile {
  const { tasks, ...rest } = MultiTaskSpec.parse(spec);
  return {
    spec: {
      ...rest,
      name: 'contract-desk-quick',
      baseModel: 'tiny-random',
      tasks: tasks.map((task) => ({ ...task, dataset: firstRows(task.dataset, origin, rows, folder) })),
      gates: { quality: { notWorseThanStartBy: 1 } }, // what a random model learns from a few rows is nobody's promise
      evaluation: { ...rest.evaluation, maxNewTokens: 24, ...smallEvaluation },
    },
    folder,
  };
}
