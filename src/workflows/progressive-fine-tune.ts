import type { RunResult } from '../contracts/run.ts';
import { ProgressiveSpec } from '../contracts/spec.ts';
import { fineTune } from './fine-tune.ts';
import { parseSpec } from './parse-spec.ts';

/** Trains one model through ordered stages; each stage starts from the last one that passed its gates. */
export async function progressiveFineTune(input: unknown): Promise<RunResult> {
  return fineTune(parseSpec(ProgressiveSpec, input));
}
