import { expect, test } from 'vitest';
import type { ModelRef } from '../../src/contracts/model.ts';
import type { TrainSettings } from '../../src/contracts/trainer-protocol.ts';
import { trainKey } from '../../src/training/train-key.ts';

const blob = (digit: string) => ({ sha256: digit.repeat(64), size: 10 });
const start: ModelRef = {
  base: { name: 'tiny', source: { kind: 'tiny-random', seed: 1 }, hash: 'base' },
  adapter: { 'adapter_model.safetensors': blob('a') },
};
const settings: TrainSettings = {
  seed: 1,
  epochs: 3,
  learningRate: 1e-3,
  effectiveBatchSize: 4,
  maxTokens: 128,
  warmupShare: 0.03,
  weightDecay: 0.01,
  maxGradNorm: 1,
  evaluationsPerEpoch: 4,
  earlyStoppingPatience: 3,
  format: 'chat',
  dtype: 'float32',
  gradientCheckpointing: false,
  quantization: 'none',
  lora: { r: 16, alpha: 32, dropout: 0.1, targetModules: ['q_proj'] },
};
const training = { start, train: blob('1'), validation: blob('2'), settings };

test('a training has one name, however its base is called', () => {
  const renamed = { ...start, base: { ...start.base, name: 'other name' } };
  expect(trainKey(training)).toMatch(/^[0-9a-f]{64}$/);
  expect(trainKey({ ...training, start: renamed })).toBe(trainKey(training));
});

test('a training without elastic weight consolidation keeps the name that it had before there was any', () => {
  const name = '732c0d4e6409163d7f847d992476f3ced9a7f3481ac53a4e9586a75880fa3107';
  expect(trainKey(training)).toBe(name);
  expect(trainKey({ ...training, earlier: undefined })).toBe(name);
});

test('whatever decides what is learned changes the name', () => {
  const others = [
    { ...training, train: blob('3') },
    { ...training, validation: blob('3') },
    { ...training, start: { ...start, adapter: null } },
    { ...training, start: { ...start, adapter: { 'adapter_model.safetensors': blob('b') } } },
    { ...training, start: { ...start, base: { ...start.base, hash: 'other' } } },
    { ...training, settings: { ...settings, seed: 2 } },
    { ...training, settings: { ...settings, lora: { ...settings.lora, r: 8 } } },
    { ...training, settings: { ...settings, ewc: { strength: 1 } } },
    { ...training, settings: { ...settings, ewc: { strength: 2 } } },
    { ...training, settings: { ...settings, ewc: { strength: 2 } }, earlier: blob('4') },
    { ...training, settings: { ...settings, ewc: { strength: 2 } }, earlier: blob('5') },
  ];
  expect(new Set([training, ...others].map(trainKey)).size).toBe(others.length + 1);
});
