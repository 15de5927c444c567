import { describe, expect, test } from 'vitest';
import type { JudgeRecord } from '../../../src/contracts/judge.ts';
import type { Winner } from '../../../src/contracts/review.ts';
import { SeededRandom } from '../../../src/evaluation/random.ts';
import { exportRatings, ratingsAsCsv, ratingsAsJsonLines } from '../../../src/evaluation/review/export.ts';
import { reviewResults } from '../../../src/evaluation/review/results.ts';
import { drawReviewSample } from '../../../src/evaluation/review/sample.ts';
import { weightedEstimate } from '../../../src/evaluation/review/weighted-estimate.ts';
import { wilsonInterval } from '../../../src/evaluation/wilson.ts';
import { pairsOf, raterOf, recordOf } from './made-pairs.ts';

/** 300 rows, 30 of them flips that the tuned model lost; everybody else is a draw. */
const pairs = pairsOf(300, (index) => (index % 10 === 0 ? { scores: { base: 1, tuned: 0 } } : {}));
const lost = new Set(pairs.filter(({ scores }) => scores.tuned === 0).map(({ item }) => item));
const sample = drawReviewSample({ runId: 'run', pairs, limit: 50, seed: 3, judged: null });
const truthful = (item: string): { preferred: Winner; acceptable: [boolean, boolean] } =>
  lost.has(item) ? { preferred: 'base', acceptable: [true, false] } : { preferred: 'tie', acceptable: [true, true] };

describe('results', () => {
  test('undo the oversampling: the weighted shares are those of all rows', () => {
    const results = reviewResults({ sample, pairs, raters: [raterOf('ada', sample, truthful)], judge: null });
    const flips = sample.items.filter(({ stratum }) => stratum === 'flip').length;
    expect(flips / 50).toBeGreaterThan(0.3); // against 0.1 of all rows
    expect(results.tunedAcceptable.estimate?.mean).toBeCloseTo(0.9, 12);
    expect(results.tunedWinRate.estimate?.mean).toBeCloseTo(0.45, 12);
    expect(results.acceptableDifference.estimate?.mean).toBeCloseTo(-0.1, 12);
    expect(results.baseAcceptable.estimate).toMatchObject({ mean: 1, high: 1 });
    expect(results.baseAcceptable.estimate?.low).toBeLessThan(0.95);
    expect(results.strata.find(({ stratum }) => stratum === 'flip')).toEqual({
      stratum: 'flip',
      rows: 30,
      sampled: flips,
      rated: flips,
      weight: 30 / flips,
    });
  });

  test('say why there is no estimate while a stratum has not been looked at', () => {
    expect(reviewResults({ sample, pairs, raters: [], judge: null }).tunedWinRate).toEqual({
      estimate: null,
      reason: 'nothing has been rated yet',
    });
    const skipping = raterOf('ada', sample, (item) => (lost.has(item) ? 'skipped' : truthful(item)));
    const { tunedWinRate, raters } = reviewResults({ sample, pairs, raters: [skipping], judge: null });
    expect(tunedWinRate.estimate).toBeNull();
    expect(tunedWinRate.reason).toContain('flip (30 rows)');
    expect(raters[0]?.skipped).toBe(sample.items.filter(({ item }) => lost.has(item)).length);
  });

  test('count two raters of a row as one, and tell how well they and each with himself agree', () => {
    const [first = '', ...others] = sample.items.map(({ item }) => item);
    const ada = raterOf('ada', sample, truthful);
    const bob = raterOf('bob', sample, (item) => (item === first ? { preferred: 'tuned', acceptable: [false, true] } : truthful(item)));
    const again = {
      ...ada,
      records: [...ada.records, ...others.slice(0, 10).map((item) => recordOf(item, truthful(item), { occurrence: 2 }))],
    };
    const alone = reviewResults({ sample, pairs, raters: [ada], judge: null });
    const both = reviewResults({ sample, pairs, raters: [again, bob], judge: null });
    expect(both.tunedWinRate.estimate?.n).toBe(alone.tunedWinRate.estimate?.n);
    expect(both.betweenRaters).toHaveLength(1);
    expect(both.betweenRaters[0]).toMatchObject({ raters: ['ada', 'bob'], preference: { n: 50 }, acceptability: { n: 100 } });
    expect(both.betweenRaters[0]?.preference.value).toBeGreaterThan(0.9);
    expect(both.selfRepeat.find(({ rater }) => rater === 'ada')?.preference).toMatchObject({ n: 10, observed: 1 });
    expect(both.selfRepeat.find(({ rater }) => rater === 'bob')?.preference).toMatchObject({ n: 0, value: null });
  });

  test('take the last revision of a rating, and none where it was taken back', () => {
    const [one = '', two = ''] = sample.items.map(({ item }) => item);
    const records = [
      recordOf(one, { preferred: 'tuned' }, { revision: 1 }),
      recordOf(one, { preferred: 'base' }, { revision: 3 }),
      recordOf(one, null, { revision: 2 }),
      recordOf(two, { preferred: 'tuned' }, { revision: 1 }),
      recordOf(two, null, { revision: 2 }),
    ];
    const { preferences, rated } = reviewResults({ sample, pairs, raters: [{ name: 'ada', asked: 60, records }], judge: null });
    expect(preferences).toEqual({ tuned: 0, tie: 0, base: 1 });
    expect(rated).toBe(1);
  });

  test("show the judge's agreement with people, and leave preferences between equal texts out of kappa", () => {
    const equal = pairs.map((pair) => ({ ...pair, answers: { base: 'yes', tuned: ' yes ' } }));
    const judge: JudgeRecord = {
      format: 1,
      runId: 'run',
      judge: { url: 'http://127.0.0.1', model: 'fake-judge', promptHash: '0'.repeat(64), temperature: 0, maxTokens: 10 },
      answeredBy: [],
      pairs: pairs.map(({ test: name, row, item }) => ({
        kind: 'judged',
        test: name,
        row,
        group: null,
        winner: truthful(item).preferred,
        orders: ['tie', 'tie'],
        characters: { base: 1, tuned: 1 },
        reasons: ['', ''],
      })),
    };
    const ada = raterOf('ada', sample, truthful);
    const results = reviewResults({ sample, pairs: equal, raters: [ada, { ...ada, name: 'bob' }], judge });
    expect(results.judge).toMatchObject({ model: 'fake-judge', withPeople: { value: 1, n: 50 } });
    expect(results.betweenRaters[0]).toMatchObject({ preference: { n: 0 }, acceptability: { n: 50 } });
  });
});

describe('the weighted interval', () => {
  test("is Wilson's where weights are equal and rows independent", () => {
    const values = Array.from({ length: 40 }, (_, index) => ({ value: index < 30 ? 1 : 0, weight: 5, group: null }));
    const { low, high } = weightedEstimate(values) ?? { low: 0, high: 0 };
    expect(low).toBeCloseTo(wilsonInterval(30, 40).low, 1);
    expect(high).toBeCloseTo(wilsonInterval(30, 40).high, 1);
    expect(weightedEstimate([])).toBeNull();
  });

  test('is wider where rows of a group are all alike', () => {
    const values = Array.from({ length: 40 }, (_, index) => ({ value: index % 8 < 4 ? 1 : 0, weight: 1, group: `g${index % 8}` }));
    const [grouped, alone] = [weightedEstimate(values), weightedEstimate(values.map((one) => ({ ...one, group: null })))];
    expect((grouped?.high ?? 0) - (grouped?.low ?? 0)).toBeGreaterThan(1.6 * ((alone?.high ?? 0) - (alone?.low ?? 0)));
  });

  test('covers the truth in at least 93 % of seeded stratified samples of 50', () => {
    const random = new SeededRandom(11);
    const [rare, common] = [0.2, 0.85]; // chances of a good answer in a stratum of a tenth of all rows, and in the rest
    const truth = 0.1 * rare + 0.9 * common;
    const draw = (count: number, chance: number, weight: number) =>
      Array.from({ length: count }, () => ({ value: random.below(1000) < 1000 * chance ? 1 : 0, weight, group: null }));
    let covered = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const estimate = weightedEstimate([...draw(15, rare, 100 / 15), ...draw(35, common, 900 / 35)]);
      if (estimate !== null && estimate.low <= truth && truth <= estimate.high) covered++;
    }
    expect(covered / 2000).toBeGreaterThanOrEqual(0.93);
    expect(covered / 2000).toBeLessThanOrEqual(0.985);
  });
});

test('ratings are exported as JSON lines and as a table that no spreadsheet runs', () => {
  const ratings = exportRatings(sample, [raterOf('=HYPERLINK("x")', sample, truthful)], null);
  expect(ratings).toHaveLength(50);
  expect(
    ratingsAsJsonLines(ratings)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual(ratings);
  const [head, first] = ratingsAsCsv(ratings).split('\r\n');
  expect(head?.startsWith('rater,test,row,stratum')).toBe(true);
  expect(first?.startsWith(`"'=HYPERLINK(""x"")",notes,`)).toBe(true);
});
