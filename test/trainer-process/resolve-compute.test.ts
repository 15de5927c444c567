import { expect, test } from 'vitest';
import { resolveCompute } from '../../src/trainer-process/resolve-compute.ts';

const plain = { device: 'cpu:x86_64:avx2', bfloat16: false, cuda: false, cores: 4 };
const auto = { dtype: 'auto', threads: 'auto' } as const;

test('auto takes bfloat16 where the hardware has it, and all cores', () => {
  expect(resolveCompute(plain, auto)).toEqual({ device: plain.device, dtype: 'float32', threads: 4 });
  expect(resolveCompute({ ...plain, bfloat16: true }, auto).dtype).toBe('bfloat16');
});

test('what is asked for is taken', () => {
  expect(resolveCompute({ ...plain, bfloat16: true }, { dtype: 'float32', threads: 1 })).toMatchObject({ dtype: 'float32', threads: 1 });
  expect(resolveCompute({ ...plain, cuda: true }, { ...auto, dtype: 'float16' }).dtype).toBe('float16');
});

test.each(['bfloat16', 'float16'] as const)('%s is refused where the hardware lacks it, with what is allowed', (dtype) => {
  expect(() => resolveCompute(plain, { ...auto, dtype })).toThrow(
    expect.objectContaining({ name: 'BackendRefused', message: expect.stringMatching(/needs .*; this worker has cpu.*float32/) }),
  );
});
