import { readFileSync } from 'node:fs';
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

  test('so too in bfloat16 on two threads, where the CPU computes it', async (context) => {
    const flags = readFileSync('/proc/cpuinfo', 'utf8');
    if (!/\b(avx512_bf16|amx_bf16)\b/.test(flags)) {
      console.warn('skipped: this CPU computes no bfloat16, so its runs cannot be compared');
      return context.skip('this CPU has no bfloat16');
    }
    const halved = await undisturbed(installation, await killSpec(installation, { dtype: 'bfloat16', threads: 2 }));
    expect(halved.bytes).not.toEqual(reference.bytes);
    const kill = { target: 'both', phase: 'training', seed: seedOfSet + targets.length } as const;
    expect(await surviveKill(installation, halved, kill)).toEqual(unharmed(halved, kill));
  });
});
