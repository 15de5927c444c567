import { describe, expect, test } from 'vitest';
import type { Prediction } from '../../src/contracts/evaluation-report.ts';
import { compareModels } from '../../src/evaluation/comparison.ts';
import { changedRows, changedSentences, sampleGroups } from '../../src/report/answers.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { contractReviewParts } from '../fixtures/report/contract-review-run.ts';

const parts = contractReviewParts();
const report = buildReport(parts);
const sample = parts.samples[1]!;
const groupsOf = (base: string, tuned: string) => sampleGroups({ ...report, samples: [{ ...sample, base, tuned }] });

describe('sample answers', () => {
  test('are sorted by what became of them', () => {
    expect(groupsOf('{"clause":"law"}', sample.reference)[0]!.title).toBe('Got better');
    expect(groupsOf(sample.reference, '{"clause":"law"}')[0]!.title).toBe('Got worse');
    expect(groupsOf(sample.reference, sample.reference)[0]!.title).toBe('As right as before');
    expect(groupsOf('no idea', '')[0]!.title).toBe('Still wrong');
  });

  test('count every sample once', () => {
    expect(sampleGroups(report).map(({ title, samples }) => [title, samples.length])).toEqual([
      ['Got better', 3],
      ['Got worse', 1],
    ]);
  });

  test('count the reference’s fields that are right, and never take an object with more of them for right', () => {
    const [{ samples } = { samples: [] }] = groupsOf('{"clause":"law","law":"Scotland"}', sample.reference.replace('}', ',"more":1}'));
    expect(samples[0]!.base).toMatchObject({ score: 0.5, mark: '50 % of fields right' });
    expect(samples[0]!.tuned).toMatchObject({ score: 0.99, mark: '99 % of fields right' });
  });

  test('are right or wrong where the answer is a label, however many words it shares', () => {
    const labelled = { ...sample, stage: 'general', reference: 'late payment', base: 'payment', tuned: 'late payment' };
    const [group] = sampleGroups({ ...report, samples: [labelled] });
    expect(group!.samples[0]!.base).toMatchObject({ score: 0, mark: 'not the reference' });
  });
});

describe('rows that changed', () => {
  const right = [true, true, false, false, false, true, false, true, true, false];
  const later = [true, false, true, true, false, true, true, true, true, false];
  const rows = right.map((_, index) => ({ id: String(index), group: null, answer: '{"a":1}' }));
  const said = (of: boolean[]) =>
    of.map((isRight, index): Prediction => ({
      id: String(index),
      group: null,
      answer: isRight ? '{"a":1}' : '{}',
      finish: 'stop',
      labelLogProbs: null,
      referenceLogProb: -1,
      referenceTokens: 3,
      greedyReference: isRight,
      promptTokens: 9,
      answerTokens: 3,
      seconds: 0.1,
    }));
  const set = { test: 'cards', split: 'test', answers: 'json', labels: null } as const;
  const compare = (metric: 'exactMatch' | 'fieldAccuracy', groups: (string | null)[]) =>
    compareModels({
      set,
      metric,
      against: 'base',
      rows: rows.map((row, index) => ({ ...row, group: groups[index]! })),
      before: said(right).map((each, index) => ({ ...each, group: groups[index]! })),
      after: said(later).map((each, index) => ({ ...each, group: groups[index]! })),
      seed: 7,
    });

  test('are read from a comparison of right-or-wrong rows exactly', () => {
    expect(
      changedRows(
        compare(
          'exactMatch',
          rows.map(() => null),
        ),
      ),
    ).toEqual({ better: 3, worse: 1, same: 6 });
  });

  test('are not told of rows in groups, whose deviation is another', () => {
    expect(
      changedRows(
        compare(
          'exactMatch',
          rows.map((_, index) => `g${index % 3}`),
        ),
      ),
    ).toBeNull();
  });

  test('are told for each test against the base with examples', () => {
    expect(changedSentences(report)).toContain(
      'company: of 108 test rows 80 got better against the base model with 4 examples, 0 got worse, 28 did not change.',
    );
  });
});
