import type { Compute } from '../contracts/compute.ts';

/**
 * Tokens a second of LoRA training of a 135 M model on q_proj and v_proj, batch 8 × 128, loss on all tokens, on a
 * quiet server CPU with AVX-512 (bfloat16 arithmetic where named), by threads. Measured with Transformers 5.
 */
const measured: Record<'float32' | 'bfloat16', readonly [threads: number, tokensPerSecond: number][]> = {
  float32: [
    [1, 105],
    [2, 199],
  ],
  bfloat16: [
    [1, 190],
    [2, 302],
  ],
};
const measuredParameters = 1.35e8;
/** Beyond two threads a small model gains ever less: each doubling is counted as 1.6 ×. */
const gainOfDoubling = 1.6;
/** A GPU against one thread in bfloat16: the order of magnitude only. */
const gpuFactor = 50;
/** Python, libraries and weights, before the first step. */
const startSeconds = 20;
/** No CPU step is faster than this, however small the model. */
const mostTokensPerSecond = 20_000;
/** A forward pass against forward and backward. */
const evaluationShare = 1 / 3;

export interface EstimateRequest {
  /** Rows to train on and to validate on. */
  rows: number;
  validationRows: number;
  /** Tokens of a row, prompt and answer. */
  meanTokens: number;
  epochs: number;
  evaluationsPerEpoch: number;
  /** Rows of earlier stages that elastic weight consolidation measures by, once. */
  heldRows?: number;
  parameters: number;
  compute: Compute;
}

/** Seconds that one training takes: a guess to within a factor of two, for a plan to show and for timeouts to start from. */
export function estimateSeconds({
  rows,
  validationRows,
  meanTokens,
  epochs,
  evaluationsPerEpoch,
  heldRows = 0,
  parameters,
  compute,
}: EstimateRequest): number {
  const trained = rows * epochs + heldRows + validationRows * evaluationsPerEpoch * epochs * evaluationShare;
  return startSeconds + (trained * meanTokens) / trainTokensPerSecond(parameters, compute);
}

/** Speed of training: the measured one, scaled by parameters. float16 counts as float32 on CPUs, where it is not faster. */
export function trainTokensPerSecond(parameters: number, { device, dtype, threads }: Compute): number {
  const table = measured[dtype === 'bfloat16' ? 'bfloat16' : 'float32'];
  const [most, atMost] = table.at(-1)!;
  const known = table.find(([count]) => count === threads)?.[1] ?? atMost * gainOfDoubling ** Math.log2(threads / most);
  const onGpu = device.startsWith('cuda') || device.startsWith('mps');
  const perSecond = (onGpu ? measured.bfloat16[0]![1] * gpuFactor : known) * (measuredParameters / parameters);
  return onGpu ? perSecond : Math.min(mostTokensPerSecond, perSecond);
}

/** Tokens of a text by its characters: English prose and JSON have 3 to 4 a token; the smaller one errs on the slow side. */
export function guessTokens(characters: number): number {
  return Math.ceil(characters / 3.3);
}
