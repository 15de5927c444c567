import type { LlamaContext } from './library.ts';

/**
 * Lets the sequences of a context read their logits one after the other. node-llama-cpp samples all sequences of a batch
 * side by side, each on a thread of its own, but the first look at a batch's logits puts them in order, in place
 * (llama.cpp's `output_reorder`): another thread that looks meanwhile reads another token's. Only what the lock file pins
 * has this shape, and a release of another shape is refused rather than trusted.
 */
export function sampleInTurn(context: LlamaContext): void {
  const native = context._ctx;
  if (typeof native?.sampleToken !== 'function') throw new TypeError('This release of node-llama-cpp samples in a way that is not known.');
  const sample = native.sampleToken.bind(native);
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (...given: unknown[]) => {
    const turn = last.then(() => sample(...given));
    last = turn.catch(() => undefined);
    return turn;
  };
  Object.defineProperty(native, 'sampleToken', { value: inTurn }); // the addon's own is read-only on its prototype
}
