import type { SpecFile } from '../../../src/cli/read-spec.ts';
import { ProgressiveSpec } from '../../../src/contracts/spec.ts';
import { smallEvaluation } from '../../shared/evaluation-depth.ts';
import { firstRows } from '../../shared/first-rows.ts';

const rows = { train: 48, validation: 12, test: 16 };

/** The same stages with the first rows of each file and a tiny random model. The files are written below `folder`. */
export function quickSpec({ spec, folder: origin }: SpecFile, folder: string): SpecFile {
  const { stages, ...rest } = ProgressiveSpec.parse(spec);
  return {
    spec: {
      ...rest,
      name: 'contract-review-quick',
      baseModel: 'tiny-random',
      stages: stages.map((stage) => ({ ...stage, dataset: firstRows(stage.dataset, origin, rows, folder) })),
      evaluation: { ...rest.evaluation, maxNewTokens: 24, ...smallEvaluation },
    },
    folder,
  };
}
