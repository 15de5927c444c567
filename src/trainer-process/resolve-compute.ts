import { AnnealFailure } from '../contracts/failure.ts';
import type { ProgressiveSpec } from '../contracts/spec.ts';
import type { Compute } from '../contracts/compute.ts';
import type { TrainerHello } from './trainer-session.ts';

/**
 * Which arithmetic this machine is to use. `auto`: bfloat16 where the hardware computes it (it is 1.5 to 1.8 times
 * faster on a CPU that has it), else float32; as many threads as cores.
 * @throws AnnealFailure BackendRefused when the hardware lacks what was asked for.
 */
export function resolveCompute(
  hello: Pick<TrainerHello, 'device' | 'bfloat16' | 'cuda' | 'cores'>,
  asked: ProgressiveSpec['compute'],
): Compute {
  const dtype = asked.dtype === 'auto' ? (hello.bfloat16 ? 'bfloat16' : 'float32') : asked.dtype;
  if (dtype === 'bfloat16' && !hello.bfloat16)
    throw lacking(dtype, hello.device, 'a CPU with avx512_bf16 or amx_bf16, or a GPU with bfloat16');
  if (dtype === 'float16' && !hello.cuda) throw lacking(dtype, hello.device, 'a GPU');
  return { device: hello.device, dtype, threads: asked.threads === 'auto' ? hello.cores : asked.threads };
}

function lacking(dtype: string, device: string, needed: string): AnnealFailure {
  return new AnnealFailure(
    'BackendRefused',
    `compute.dtype ${dtype} needs ${needed}; this worker has ${device}. Allowed here: "auto" or "float32".`,
  );
}
