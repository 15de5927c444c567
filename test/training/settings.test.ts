import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TrainSettings } from '../../src/contracts/trainer-protocol.ts';
import { automaticLearningRate } from '../../src/training/learning-rate.ts';
import { resolveSchedule, resolveTrainSettings, type SettingsRequest } from '../../src/training/settings.ts';
import { targetModules } from '../../src/training/target-modules.ts';

const llama = {
  architecture: 'LlamaForCausalLM',
  parameters: 134_515_008,
  contextTokens: 8192,
  layers: 30,
  hiddenSize: 576,
  vocabularySize: 49_152,
  chatTemplate: true,
  linearModules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
};
const request: SettingsRequest = {
  rows: 240,
  training: {},
  baseFacts: llama,
  compute: { device: 'cpu', dtype: 'bfloat16', threads: 2 },
  format: 'chat',
  stageIndex: 0,
  seed: 7,
  learningRateFactor: 1,
};

describe('settings that the spec leaves open', () => {
  test('fit 240 rows and a model of 135 M parameters', () => {
    const { settings, microBatchSize, updates } = resolveTrainSettings(request);
    expect(TrainSettings.parse(settings)).toEqual({
      seed: 7,
      epochs: 3,
      learningRate: expect.closeTo(8e-4, 5) as number,
      effectiveBatchSize: 7,
      maxTokens: 2048,
      warmupShare: 0.03,
      weightDecay: 0.01,
      maxGradNorm: 1,
      evaluationsPerEpoch: 4,
      earlyStoppingPatience: 3,
      format: 'chat',
      dtype: 'bfloat16',
      gradientCheckpointing: false,
      quantization: 'none',
      lora: { r: 16, alpha: 32, dropout: 0.1, targetModules: ['q_proj', 'v_proj'] },
    });
    expect([microBatchSize, updates]).toEqual([7, 103]);
  });

  test('are decided from what the spec does say', () => {
    const training = { epochs: 2, effectiveBatchSize: 12, microBatchSize: 5, maxTokens: 99, learningRate: 1e-3, lora: { r: 4 } };
    const { settings, microBatchSize, updates } = resolveTrainSettings({ ...request, training, stageIndex: 3, learningRateFactor: 0.5 });
    expect(settings).toMatchObject({ epochs: 2, effectiveBatchSize: 12, maxTokens: 99, learningRate: 5e-4, lora: { r: 4, alpha: 32 } });
    expect([microBatchSize, updates]).toEqual([4, 40]);
  });

  test('hold elastic weight consolidation only where it is asked for', () => {
    expect(resolveTrainSettings({ ...request, ewcStrength: null }).settings).toEqual(resolveTrainSettings(request).settings);
    expect(resolveTrainSettings(request).settings).not.toHaveProperty('ewc');
    expect(resolveTrainSettings({ ...request, ewcStrength: 3 }).settings.ewc).toEqual({ strength: 3 });
  });

  test('take the decay of later stages from the spec, and leave a rate that it names alone', () => {
    const later = { ...request, stageIndex: 1, learningRateDecay: 0.5 };
    const rate = (of: SettingsRequest) => resolveTrainSettings(of).settings.learningRate;
    expect(rate(later)).toBeCloseTo(rate(request) / 2, 6);
    expect(rate({ ...later, stageIndex: 0 })).toBe(rate(request));
    expect(rate({ ...later, training: { learningRate: 1e-3 } })).toBe(1e-3);
  });

  test('never exceed the context of the base model', () => {
    const short = { ...llama, contextTokens: 512 };
    expect(resolveTrainSettings({ ...request, baseFacts: short }).settings.maxTokens).toBe(512);
    expect(resolveTrainSettings({ ...request, baseFacts: short, training: { maxTokens: 4096 } }).settings.maxTokens).toBe(512);
  });

  test('save memory on large models only', () => {
    expect(resolveTrainSettings({ ...request, baseFacts: { ...llama, parameters: 7e9 } }).settings.gradientCheckpointing).toBe(true);
  });
});

describe('the schedule', () => {
  test.each([
    // rows, epochs, batch, updates
    [12, 25, 4, 75], // the cap on epochs wins over 100 updates
    [60, 6.67, 4, 101],
    [100, 4, 4, 100],
    [300, 3, 8, 113], // 9 does not divide into forward passes
    [400, 3, 12, 100],
    [2000, 3, 16, 375],
    [100_000, 3, 16, 18_750],
  ])('of %i rows has %f epochs of batches of %i: %i updates', (rows, epochs, effectiveBatchSize, updates) => {
    expect(resolveSchedule(rows, {})).toEqual({ epochs, effectiveBatchSize, updates });
  });

  test('has at least 100 updates wherever 25 epochs allow it, and forward passes of more than one row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (rows) => {
        const { settings, microBatchSize, updates } = resolveTrainSettings({ ...request, rows });
        expect(updates >= 100 || settings.epochs === 25).toBe(true);
        expect(updates).toBe(Math.ceil(Math.ceil(Number((rows * settings.epochs).toFixed(6))) / settings.effectiveBatchSize));
        expect(microBatchSize).toBeGreaterThanOrEqual(4);
        expect(settings.effectiveBatchSize % microBatchSize).toBe(0);
      }),
    );
  });
});

describe('the learning rate', () => {
  test.each([
    [134_515_008, 100, 0, 8.01e-4],
    [134_515_008, 100, 2, 5.61e-4],
    [7e9, 3000, 0, 2e-4],
    [1e5, 100, 0, 1.5e-2],
    [1e3, 10, 0, 1.5e-2],
    [7e10, 1e6, 0, 1e-4],
  ])('of %i parameters and %i updates in stage %i is %f', (parameters, updates, stage, rate) => {
    expect(automaticLearningRate(parameters, updates, stage)).toBeCloseTo(rate, 6);
  });

  test('falls with size, with updates and after the first stage', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e4, max: 1e11 }), fc.integer({ min: 1, max: 1e5 }), (parameters, updates) => {
        const rate = automaticLearningRate(parameters, updates, 0);
        expect(automaticLearningRate(parameters * 2, updates, 0)).toBeLessThanOrEqual(rate);
        expect(automaticLearningRate(parameters, updates * 2, 0)).toBeLessThanOrEqual(rate);
        expect(automaticLearningRate(parameters, updates, 1)).toBeLessThan(rate);
      }),
    );
  });
});

describe('the modules that get an adapter', () => {
  test.each([
    ['MistralForCausalLM', ['q_proj', 'k_proj', 'v_proj'], ['q_proj', 'v_proj']],
    ['PhiForCausalLM', ['q_proj', 'v_proj', 'dense'], ['q_proj', 'v_proj']],
    ['Phi3ForCausalLM', ['qkv_proj', 'o_proj'], ['qkv_proj']],
    ['GPTNeoXForCausalLM', ['query_key_value', 'dense'], ['query_key_value']],
    ['GPT2LMHeadModel', [], ['c_attn']],
  ])('of %s are found by name', (architecture, linearModules, expected) => {
    expect(targetModules(undefined, { architecture, linearModules })).toEqual(expected);
  });

  test('that match nothing are refused, naming what there is', () => {
    expect(() => targetModules(undefined, { architecture: 'Odd', linearModules: ['alpha', 'beta'] })).toThrow(
      /Odd has the linear modules alpha, beta: set training\.lora\.targetModules/,
    );
    expect(() => targetModules(['q_proj', 'gamma'], llama)).toThrow(/targetModules names gamma, which match no module/);
    expect(targetModules(['self_attn.q_proj'], llama)).toEqual(['self_attn.q_proj']);
  });
});
