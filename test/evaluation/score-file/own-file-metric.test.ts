import { describe, expect, test } from 'vitest';
import type { OwnMetric } from '../../../src/contracts/own-metric.ts';
import { ownFileMetric } from '../../../src/evaluation/score-file/own-file-metric.ts';
import type { ScoreRow } from '../../../src/evaluation/score-file/score-row.ts';

function rows(...predictions: (string | null)[]): ScoreRow[] {
  return predictions.map((prediction, index) => ({
    id: String(index),
    prediction,
    references: index === 0 ? [] : ['a', 'b'],
    label: null,
    group: null,
    probability: null,
    fields: Object.freeze({ id: String(index), sources: index }),
  }));
}

/** A module may give anything, whatever its types promise. */
function measure(score: (item: Parameters<OwnMetric['score']>[0]) => unknown, ...predictions: (string | null)[]) {
  const metric = { score } as OwnMetric;
  return ownFileMetric({ name: 'mine', metric, file: 'mine.ts', sha256: 'ab'.repeat(32) }).measure(rows(...predictions));
}

describe("a metric of one's own", () => {
  test('sees prediction, references and the whole row, and its mean is the score', () => {
    const seen: unknown[] = [];
    const {
      corpus,
      signature,
      measure: found,
    } = measure(
      (item) => {
        seen.push([item.id, item.prediction, [...item.references], item.row['sources']]);
        return item.prediction.length / 10;
      },
      'ab',
      'abcd',
    );
    expect(seen).toEqual([
      ['0', 'ab', [], 0],
      ['1', 'abcd', ['a', 'b'], 1],
    ]);
    expect(corpus).toBeCloseTo(0.3, 12);
    expect(signature).toBe('module:mine.ts|sha256:abababababababab');
    expect(found).toMatchObject({ kind: 'mean', rightOrWrong: false });
  });

  test('is asked once a row, however often rows are measured', () => {
    let asked = 0;
    const score = () => {
      asked++;
      return 0;
    };
    const metric = ownFileMetric({ name: 'mine', metric: { score }, file: 'mine.ts', sha256: '' });
    const some = rows('a', 'b', 'c');
    metric.measure(some);
    metric.measure(some.slice(1));
    expect(asked).toBe(3);
  });

  test('counts as right or wrong where it gives 0 and 1 alone', () => {
    expect(measure(({ prediction }) => Number(prediction === 'a'), 'a', 'b', null).measure).toMatchObject({ rightOrWrong: true });
    expect(measure(() => 0.5, 'a').measure).toMatchObject({ rightOrWrong: false });
  });

  test.each([
    ['NaN', () => Number.NaN, 'neither a number from 0 to 1 nor null'],
    ['a number above 1', () => 1.5, 'neither a number from 0 to 1 nor null'],
    ['a text', () => '1', 'neither a number from 0 to 1 nor null'],
    ['nothing', () => {}, 'neither a number from 0 to 1 nor null'],
    ['null', () => null, 'it does not apply'],
    ['a promise that fails', () => Promise.reject(new Error('later')), 'score has to be synchronous'],
    [
      'an error with text of the row',
      () => {
        throw new RangeError('secret text of the row');
      },
      'the module threw RangeError',
    ],
    [
      'something thrown that is no error',
      () => {
        throw 'secret'; // oxlint-disable-line typescript/only-throw-error -- modules do it
      },
      'the module threw something',
    ],
  ])('%s costs the row its score, with a reason, and no other row', (_, give, reason) => {
    const { items, corpus, counted } = measure(({ prediction }) => (prediction === 'odd' ? give() : 1), 'a', 'odd', null, 'b');
    expect(items.map(({ score }) => score)).toEqual([1, null, null, 1]);
    expect(items[1]!.reason).toContain(reason);
    expect(items[1]!.reason).not.toContain('secret');
    expect(items[2]!.reason).toBe('no prediction');
    expect([corpus, counted]).toEqual([1, [0, 3]]);
  });

  test('where it fails on every row the score is null with the reason', () => {
    const { corpus, reason } = measure(() => Number.NaN, 'a', 'b');
    expect(corpus).toBeNull();
    expect(reason).toContain('neither a number');
  });

  test('cannot change what other metrics see', () => {
    const changing = measure(({ references }) => {
      (references as string[]).push('c');
      return 1;
    }, 'a');
    expect(changing.items[0]!.reason).toContain('the module threw TypeError');
  });
});
