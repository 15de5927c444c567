import { join } from 'node:path';
import { readSpec } from '../../src/cli/read-spec.ts';
import type { SpecFile } from '../../src/cli/read-spec.ts';
import { ProgressiveSpec } from '../../src/contracts/spec.ts';
import { checkoutFolder } from '../../src/dev/checkout.ts';
import { firstRows } from '../../examples/shared/first-rows.ts';

/** Every row there is. */
const all = 10_000;

/**
 * The demo's three stages with the tiny random model. Gates let everything pass, so that every run does the same work;
 * intervals are the product's own.
 */
export function benchSpec(quick: boolean, folder: string): SpecFile {
  const { spec, folder: origin } = readSpec(join(checkoutFolder, 'examples', 'contract-review', 'spec.yaml'));
  const { stages, timing: _, ...rest } = ProgressiveSpec.parse(spec);
  const rows = quick ? { train: 24, validation: 8, test: 8 } : { train: all, validation: all, test: all };
  return {
    spec: {
      ...rest,
      name: 'bench',
      baseModel: 'tiny-random',
      fresh: true,
      stages: stages.map((stage) => ({ ...stage, dataset: firstRows(stage.dataset, origin, rows, folder) })),
      training: quick ? { epochs: 1 } : { epochs: 12, earlyStoppingPatience: 1000 },
      evaluation: quick ? { fewShot: 0, maxNewTokens: 4 } : { maxNewTokens: 24 },
      gates: { quality: { notWorseThanStartBy: 1 }, retention: { minimum: 0 } },
      onFailedGate: { retry: { max: 0 }, then: 'rollback' },
    },
    folder,
  };
}
