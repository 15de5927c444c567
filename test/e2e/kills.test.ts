import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Installation, startInstallation } from './installation.ts';
import { killSpec, type Phase, type Reference, seedOfSet, surviveKill, targets, undisturbed, unharmed } from './kill-run.ts';

let installation: Installation;
let reference: Reference;
beforeAll(async () => {
  installation = await startInstallation();
  reference = await undisturbed(installation, await killSpec(installation, { dtype: 'float32', threads: 1 }));
}, 600_000);
afterAll(() => installation.stop());

/** One kill of each target; the long set has more, at other moments. */
const phases: Record<(typeof targets)[number], Phase> = {
  trainer: 'training',
  worker: 'upload',
  both: 'training',
  s3: 'upload',
  temporal: 'evaluation',
};

describe('a run whose parts are killed by kill -9 ends with the bytes of an undisturbed one', { timeout: 600_000 }, () => {
  test.each(targets.map((target, index) => ({ target, phase: phases[target], seed: seedOfSet + index })))(
    '$target during $phase, seed $seed',
    async (kill) => {
      expect(await surviveKill(installation, reference, kill)).toEqual(unharmed(reference, kill));
    },
  );
});
