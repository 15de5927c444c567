import type { Dtype } from '../../src/contracts/compute.ts';
import type { TrainSettings } from '../../src/contracts/trainer-protocol.ts';

/** One training for all sides: the product's usual adapter and optimizer, every row once. */
export function benchSettings(dtype: Dtype): TrainSettings {
  return {
    seed: 0,
    epochs: 1,
    learningRate: 8e-4,
    effectiveBatchSize: 8,
    maxTokens: 1024,
    warmupShare: 0.03,
    weightDecay: 0.01,
    maxGradNorm: 1,
    evaluationsPerEpoch: 1,
    earlyStoppingPatience: 1,
    format: 'chat',
    dtype,
    gradientCheckpointing: false,
    quantization: 'none',
    lora: { r: 16, alpha: 32, dropout: 0.1, targetModules: ['q_proj', 'v_proj'] },
  };
}
