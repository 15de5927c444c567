import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Installation, startInstallation } from './installation.ts';
import { killSpec, phases, type Reference, seedOfSet, surviveKill, targets, undisturbed, unharmed } from './kill-run.ts';

const killsOfEach = Number(process.env['ANNEAL_TEST_KILLS'] ?? 5);

let installation: Installation;
let reference: Reference;
beforeAll(async () => {
  installation = await startInstallation();
  reference = await undisturbed(installation, await killSpec(installation, { dtype: 'float32', threads: 1 }));
}, 600_000);
afterAll(() => installation.stop());

const kills = targets.flatMap((target, which) =>
  Array.from({ length: killsOfEach }, (_, index) => ({
    target,
    phase: phases[index % phases.length]!,
    seed: seedOfSet + 1_000 * (which + 1) + index,
  })),
);

describe(`${kills.length} kills by kill -9, ${killsOfEach} of each target`, { timeout: 600_000 }, () => {
  test.each(kills)('the run whose $target was killed during $phase ends with the bytes of an undisturbed one, seed $seed', async (kill) => {
    expect(await surviveKill(installation, reference, kill)).toEqual(unharmed(reference, kill));
  });

  test('in bfloat16 on two threads too, where the CPU computes it', async (context) => {
    const flags = readFileSync('/proc/cpuinfo', 'utf8');
    if (!/\b(avx512_bf16|amx_bf16)\b/.test(flags)) {
      console.warn('skipped: this CPU computes no bfloat16, so its runs cannot be compared');
      return context.skip('this CPU has no bfloat16');
    }
    const halved = await undisturbed(installation, await killSpec(installation, { dtype: 'bfloat16', threads: 2 }));
    expect(halved.bytes).not.toEqual(reference.bytes);
    const kill = { target: 'both', phase: 'training', seed: seedOfSet } as const;
    expect(await surviveKill(installation, halved, kill)).toEqual(unharmed(halved, kill));
  });
});
