import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { LlamaContext } from '../../../src/inference/llama-cpp/library.ts';
import { sampleInTurn } from '../../../src/inference/llama-cpp/sample-in-turn.ts';

/** A context whose sampling takes a moment, and tells how many samples were under way at once. */
function context(): { context: LlamaContext; most: () => number } {
  let [underWay, most] = [0, 0];
  const native = {
    sampleToken: async (index: unknown) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await setTimeout(5);
      underWay -= 1;
      if (index === 'broken') throw new Error('no such token');
      return index;
    },
  };
  return { context: { _ctx: native } as unknown as LlamaContext, most: () => most };
}

test('logits are read one after the other, in the order of asking; one that fails stops no other', async () => {
  const { context: made, most } = context();
  sampleInTurn(made);
  const sample = (index: unknown) => made._ctx!.sampleToken(index);
  const sampled = await Promise.allSettled([sample(0), sample('broken'), sample(2)]);
  expect(sampled.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.message))).toEqual([0, 'no such token', 2]);
  expect(most()).toBe(1);
});

test('a release that samples otherwise is refused', () => {
  expect(() => sampleInTurn({} as LlamaContext)).toThrow(/not known/);
});
