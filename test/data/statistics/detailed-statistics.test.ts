import { hash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DetailedStatistics } from '../../../src/contracts/dataset-statistics.ts';
import { DetailedStatisticsBuilder } from '../../../src/data/statistics/detailed-statistics.ts';
import { DistinctCounter } from '../../../src/data/statistics/distinct-counter.ts';
import { DiversityBuilder } from '../../../src/data/statistics/diversity.ts';
import { symmetricEigenvalues } from '../../../src/data/statistics/eigenvalues.ts';
import { defaultEpochs } from '../../../src/data/statistics/epochs.ts';
import { labelBalance } from '../../../src/data/statistics/label-balance.ts';
import { selfBleu } from '../../../src/data/statistics/self-bleu.ts';
import { vendiScore, wordCosines } from '../../../src/data/statistics/vendi-score.ts';
import { eachWord, mixed } from '../../../src/data/statistics/word-stream.ts';
import { pair } from '../validation/make-row.ts';

describe('Vendi score', () => {
  test('of the paper’s repository’s example is 2.1573', () => {
    expect(
      vendiScore([
        [1, 0.9, 0],
        [0.9, 1, 0],
        [0, 0, 1],
      ]),
    ).toBeCloseTo(2.1573, 4);
  });

  test('is 1 for equal texts and n for texts without a common word', () => {
    expect(
      vendiScore([
        [1, 1],
        [1, 1],
      ]),
    ).toBeCloseTo(1, 10);
    expect(
      vendiScore([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ]),
    ).toBeCloseTo(3, 10);
    expect(
      wordCosines([
        new Map([[1, 2]]),
        new Map([
          [1, 1],
          [2, 1],
        ]),
        new Map(),
      ])[0],
    ).toEqual([1, expect.closeTo(Math.SQRT1_2, 12), 0]);
  });

  test('eigenvalues keep trace and squares of a symmetric matrix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })), (size, stream) => {
        const matrix = Array.from({ length: size }, () => Array.from({ length: size }, () => stream.next().value));
        for (let row = 0; row < size; row += 1)
          for (let column = 0; column < row; column += 1) matrix[row]![column] = matrix[column]![row]!;
        const values = symmetricEigenvalues(matrix);
        const sum = (numbers: number[]) => numbers.reduce((total, value) => total + value, 0);
        expect(sum(values)).toBeCloseTo(sum(matrix.map((row, index) => row[index]!)), 10);
        expect(sum(values.map((value) => value ** 2))).toBeCloseTo(sum(matrix.flat().map((value) => value ** 2)), 10);
      }),
    );
  });
});

describe('distinct counts', () => {
  const count = (counter: DistinctCounter, distinct: number) => {
    for (let index = 0; index < distinct * 2; index += 1) counter.add(mixed((index % distinct) * 2 + 1), mixed((index % distinct) * 2));
    return counter.result();
  };
  test('are exact up to the cap', () => {
    expect(count(new DistinctCounter(5000), 5000)).toEqual({ count: 5000, estimated: false });
  });

  test('are within a few standard errors beyond it', () => {
    const { count: estimate, estimated } = count(new DistinctCounter(10_000), 200_000);
    expect(estimated).toBe(true);
    expect(Math.abs(estimate / 200_000 - 1)).toBeLessThan(0.05);
  });
});

describe('diversity', () => {
  test('counts words in lower case, pairs within a text, and windows of a thousand words', () => {
    const builder = new DiversityBuilder();
    for (let index = 0; index < 500; index += 1) builder.add(hash('sha256', String(index)), 'The rent, the RENT!');
    const { words, vocabularySize, distinct1, distinct2, typeTokenRatio } = builder.result();
    expect({ words, vocabularySize, distinct1 }).toEqual({ words: 2000, vocabularySize: { count: 2, estimated: false }, distinct1: 0.001 });
    expect(distinct2).toBeCloseTo(2 / 1500, 12);
    expect(typeTokenRatio).toEqual({ window: 1000, windows: 2, mean: 0.002 });
  });

  test.each([
    ['租金 rent', 3],
    ['Größe grösse GRÖSSE', 2],
    ['a-b c_d 1,000', 5],
    ['', 0],
    ['«…» — !', 0],
    ['किराया ключи 열쇠', 3],
  ])('%j has %i words', (text, expected) => {
    const words = new Set<number>();
    let all = 0;
    eachWord(text, (high) => {
      words.add(high);
      all += 1;
    });
    expect(text.startsWith('Gr') ? words.size : all).toBe(expected);
  });

  test('self-BLEU is 100 for equal answers and near 0 for unlike ones', () => {
    expect(selfBleu(['the rent is due on the first', 'the rent is due on the first'])).toBeCloseTo(100, 8);
    expect(selfBleu(['the rent is due on the first', 'no dogs or cats may live here'])).toBeLessThan(5);
    expect(selfBleu(['one'])).toBeNull();
  });
});

test('labels of equal shares are balanced', () => {
  expect(
    labelBalance(
      new Map([
        ['a', 5],
        ['b', 5],
      ]),
    ).balance,
  ).toBeCloseTo(1, 12);
  expect(
    labelBalance(
      new Map([
        ['a', 9],
        ['b', 1],
      ]),
    ),
  ).toMatchObject({ balance: expect.closeTo(0.469, 3) as number, mostToLeast: 9 });
});

test('epochs are the cookbook’s: 20 for its five rows, 3 in between, fewer above 25,000 examples', () => {
  expect([5, 2, 100, 8333, 10_000, 30_000].map((rows) => defaultEpochs(rows))).toEqual([20, 25, 3, 3, 2, 1]);
});

describe('the whole', () => {
  const rows = Array.from({ length: 60 }, (_, index) =>
    pair(`Question number ${index % 50} about the rent`, index % 3 === 0 ? 'landlord' : 'tenant', index + 1),
  );
  const build = (order: typeof rows) => {
    const builder = new DetailedStatisticsBuilder(['landlord', 'tenant', 'nobody']);
    for (const row of order)
      builder.add(
        { ...row, metadata: { synthetic: row.source.line <= 6 } },
        { split: row.source.line % 5 === 0 ? 'test' : 'train', tokens: { contents: [6, 1], row: 17 } },
      );
    return DetailedStatistics.parse(builder.result());
  };

  test('adds up', () => {
    const made = build(rows);
    expect(made).toMatchObject({
      rows: 60,
      syntheticShare: 0.1,
      tokensPerEpoch: 60 * 17,
      distinctAnswers: { count: 2, estimated: false },
      roles: { user: { words: { mean: 6 }, tokens: { max: 6 } }, assistant: { words: { max: 1 } } },
      turns: { mean: 2 },
      splits: { train: { rows: 48 }, test: { rows: 12 } },
      byLabel: { landlord: { rows: 20, tokens: { mean: 17 } }, tenant: { rows: 40 } },
      labelBalance: {
        labels: [
          { label: 'tenant', rows: 40 },
          { label: 'landlord', rows: 20 },
        ],
      },
    });
    const ids = new Set(rows.map(({ id }) => id));
    expect(made.duplicateShare).toBeCloseTo(1 - ids.size / 60, 12);
  });

  test('is the same in any order of rows', () => {
    expect(build(rows.toReversed())).toEqual(build(rows));
  });

  test('of nothing is empty', () => {
    expect(DetailedStatistics.parse(new DetailedStatisticsBuilder(null).result())).toMatchObject({
      rows: 0,
      duplicateShare: 0,
      tokensPerEpoch: null,
      labelBalance: null,
    });
  });
});
