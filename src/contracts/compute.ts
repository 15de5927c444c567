import { z } from 'zod';

/** Arithmetic of a training or an evaluation. Decided once, in the plan. */
export const Dtype = z.enum(['float32', 'bfloat16', 'float16']);
export type Dtype = z.infer<typeof Dtype>;

/** Everything that may change the bytes of a result without being asked for. Equal environments give equal bytes. */
export const Environment = z.strictObject({
  device: z.string().describe('kind of processor or GPU, e.g. "cpu:x86_64:avx512_bf16" or "cuda:NVIDIA H100"'),
  threads: z.int().positive(),
  dtype: Dtype,
  microBatchSize: z.int().positive(),
  versions: z.record(z.string(), z.string()).describe('python, torch, transformers, peft, accelerate, tokenizers, trainer'),
});
export type Environment = z.infer<typeof Environment>;

/** Which machine arithmetic a run uses. Decided once, in the plan. */
export const Compute = z.strictObject({
  device: z.string(),
  dtype: Dtype,
  threads: z.int().positive(),
});
export type Compute = z.infer<typeof Compute>;
