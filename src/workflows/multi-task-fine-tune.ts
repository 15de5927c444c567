import type { RunResult } from '../contracts/run.ts';
import { MultiTaskSpec } from '../contracts/spec.ts';
import { fineTune } from './fine-tune.ts';
import { parseSpec } from './parse-spec.ts';

/** Trains one model on several tasks together, each behind its prefix; every task is measured and gated by itself. */
export async function multiTaskFineTune(input: unknown): Promise<RunResult> {
  return fineTune(parseSpec(MultiTaskSpec, input));
}
