import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GateResult } from '../../src/contracts/gate.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import type { ProgressiveSpecInput } from '../../src/contracts/spec.ts';
import { seededNumbers } from '../fixtures/rows.ts';
import { type Installation, startInstallation } from './installation.ts';
import { storedReport } from './moments.ts';
import { quickTiming } from './quick-spec.ts';

/** What is wrong with a stage's rows. */
interface Plant {
  /** Train rows are all in lower case, so that the model never sees a capital. */
  lowerCase?: boolean;
  /** Rows of this language have labels by chance. */
  noisyLanguage?: string;
  /** Train rows have other labels than validation rows. */
  wrongTrainLabels?: boolean;
}

interface Words {
  [word: string]: string;
}

const kinds: Words = { fox: 'animal', cow: 'animal', hen: 'animal', saw: 'tool', axe: 'tool', awl: 'tool' };
const colours: Words = { kiwi: 'green', lime: 'green', plum: 'blue', cobalt: 'blue' };
const languages = ['de', 'fr'];

/** Questions that differ in their numbers; the last word decides the label. */
function rowsOf(words: Words, count: number, seed: number, { lowerCase, noisyLanguage, wrongTrainLabels }: Plant = {}) {
  const next = seededNumbers(seed);
  const labels = [...new Set(Object.values(words))];
  return Array.from({ length: count }, (_, index) => {
    const word = Object.keys(words)[next(Object.keys(words).length)]!;
    const language = languages[index % 2]!;
    const text = `sort entry ${seed}-${index} of the list, please: ${word}`;
    const label = language === noisyLanguage ? labels[next(labels.length)]! : words[word]!;
    const output = wrongTrainLabels ? labels[(labels.indexOf(label) + 1) % labels.length]! : label;
    return { input: !lowerCase && index % 4 > 1 ? text.toUpperCase() : text, output, metadata: { language } };
  });
}

const gates = { quality: { notWorseThanStartBy: 1 }, robustness: { maximumDegradation: 0.25, onInconclusive: 'reject' as const } };

let installation: Installation;

async function stage(
  name: string,
  words: Words,
  seed: number,
  { plant = {}, ...settings }: { plant?: Plant } & Partial<ProgressiveSpecInput['stages'][number]> = {},
): Promise<ProgressiveSpecInput['stages'][number]> {
  const { wrongTrainLabels: _, ...inEverySplit } = plant;
  const put = (split: string, rows: readonly object[]) => installation.upload(`${name}-${split}`, rows);
  const dataset = {
    train: await put('train', rowsOf(words, 120, seed, plant)),
    validation: await put('validation', rowsOf(words, 24, seed + 1, inEverySplit)),
    test: await put('test', rowsOf(words, 80, seed + 2, inEverySplit)),
  };
  return { name, dataset, answers: 'labels', ...settings };
}

describe('faults that are planted in the rows of a stage', { timeout: 1_800_000 }, () => {
  let report: RunReport;
  const gatesOf = (name: string) => report.stages.find((each) => each.name === name)!;
  const refusing = (name: string): GateResult['gate'][] => {
    const { gates, attempts } = gatesOf(name);
    return [
      ...new Set(
        [...gates, ...attempts.flatMap((attempt) => attempt.gates)].filter(({ decision }) => decision === 'reject').map(({ gate }) => gate),
      ),
    ];
  };

  beforeAll(async () => {
    installation = await startInstallation();
    const { anneal } = installation;
    await anneal.start(
      {
        name: 'planted',
        stages: [
          await stage('clean', kinds, 100),
          await stage('no-capitals', colours, 200, { plant: { lowerCase: true } }),
          await stage('one-language', colours, 300, { plant: { noisyLanguage: 'fr' } }),
          await stage('learned-by-heart', colours, 400, {
            plant: { wrongTrainLabels: true },
            gates: { ...gates, overfitting: { onInconclusive: 'reject' } },
          }),
          await stage('forgets', { fox: 'tool', cow: 'tool', hen: 'tool', saw: 'animal', axe: 'animal', awl: 'animal' }, 500, {
            replay: 0,
          }),
          await stage('clean-again', colours, 600, { replay: 1 }),
        ],
        training: { epochs: 30, effectiveBatchSize: 8, evaluationsPerEpoch: 1, earlyStoppingPatience: 1000 },
        evaluation: {
          fewShot: 0,
          general: { itemsPerCapability: 0 },
          robustness: { rows: 'all', suites: { format: ['upper-case'] } },
          fairness: { swaps: [], groups: ['metadata.language'] },
          slices: ['metadata.language'],
        },
        gates,
        // oxlint-disable-next-line unicorn/no-thenable -- the spec's own word
        onFailedGate: { retry: { max: 0 }, then: 'rollback' },
        timing: quickTiming,
      },
      { runKey: 'planted' },
    );
    const { report: written } = await anneal.wait('planted');
    report = await storedReport(installation, written.json);
  }, 1_800_000);
  afterAll(() => installation.stop());

  test('questions in capitals, which the model never saw, are caught by the robustness gate', () => {
    expect(refusing('no-capitals')).toEqual(['robustness']);
  });

  test('a group with labels by chance is caught by the gate on groups', () => {
    expect(refusing('one-language')).toEqual(['impactRatio']);
    expect(gatesOf('one-language').gates.find(({ gate }) => gate === 'impactRatio')?.reason).toContain('fr');
  });

  test('rows that were learned by heart are caught by the overfitting gate', () => {
    expect(refusing('learned-by-heart')).toContain('overfitting');
  });

  test('an earlier stage that is taught away is caught by the retention gate', () => {
    expect(refusing('forgets')).toContain('retention');
  });

  test('their clean twins pass every gate, and the model that is left is theirs', () => {
    expect(refusing('clean')).toEqual([]);
    expect(refusing('clean-again')).toEqual([]);
    expect(report.stages.filter(({ accepted }) => accepted).map(({ name }) => name)).toEqual(['clean', 'clean-again']);
    const gates = new Set(gatesOf('clean-again').gates.map(({ gate }) => gate));
    expect(gates).toEqual(new Set(['quality', 'retention', 'overfitting', 'robustness', 'impactRatio']));
  });
});
