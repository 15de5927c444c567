import { describe, expect, test } from 'vitest';
import { FurtherScore } from '../../src/contracts/evaluation-report.ts';
import { furtherScores } from '../../src/evaluation/further-scores.ts';
import type { FurtherRequest } from '../../src/evaluation/further-scores.ts';
import type { OwnMetrics } from '../../src/evaluation/score-file/own-file-metric.ts';
import { cardSet, labelSet, prediction, textSet } from './answered.ts';

const clauses = ['the term is two years', 'payment is due in thirty days', 'the law of Delaware applies', 'either party may leave'];
const texts = {
  rows: Array.from({ length: 40 }, (_, index) => ({ id: `r${index}`, group: `g${index % 10}`, answer: clauses[index % 4]! })),
  predictions: Array.from({ length: 40 }, (_, index) =>
    prediction(`r${index}`, { answer: index % 3 === 0 ? clauses[(index + 1) % 4]! : clauses[index % 4]! }),
  ),
};

async function score(request: Partial<FurtherRequest>, onRow: () => void = () => {}): Promise<Record<string, FurtherScore>> {
  const defaults = { set: textSet, ...texts, metrics: [], own: new Map(), seed: 1 };
  const scores = await furtherScores({ ...defaults, ...request }, async () => onRow());
  for (const each of Object.values(scores)) FurtherScore.parse(each);
  return scores;
}

const own = (metric: (prediction: string) => number): OwnMetrics =>
  new Map([['mine', { name: 'mine', metric: { score: (item) => metric(item.prediction) }, file: 'mine.ts', sha256: 'ab'.repeat(32) }]]);

describe('further metrics of a test set', () => {
  test('texts have chrF and ROUGE-L in any case, with interval, signature and scale, by groups', async () => {
    const { chrf, rougeL, ...others } = await score({});
    expect(others).toEqual({});
    expect(chrf).toMatchObject({
      better: 'higher',
      scale: 100,
      signature: 'nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0',
      reason: null,
      leftOut: {},
    });
    expect(chrf!.estimate!.method).toBe('jackknife-t:groups=10');
    expect(chrf!.estimate!.mean).toBeGreaterThan(50);
    expect(chrf!.estimate!.low).toBeLessThan(chrf!.estimate!.mean);
    expect(rougeL!.estimate!.mean).toBeLessThan(1);
  });

  test('what is asked for stands under the name as it was asked, and once', async () => {
    const scores = await score({ metrics: ['bleu:tok=intl', 'rougeL:stem', 'chrf', 'ter'] });
    expect(Object.keys(scores)).toEqual(['chrf', 'rougeL', 'bleu:tok=intl', 'rougeL:stem', 'ter']);
    expect(scores['ter']).toMatchObject({ better: 'lower' });
  });

  test('labels have calibration, from the probability of the likeliest one among them', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({ id: `r${index}`, group: null, answer: 'law' }));
    const sure = [Math.log(0.8), Math.log(0.1), Math.log(0.1)];
    const predictions = rows.map(({ id }, index) => prediction(id, { labelLogProbs: index < 40 ? sure : sure.toReversed() }));
    const { ece, brier, exact } = await score({ set: labelSet, rows, predictions, metrics: ['exact'] });
    expect(ece!.estimate!.mean).toBeCloseTo(0, 9); // 80 % sure, 80 % right
    expect(brier!.estimate!.mean).toBeCloseTo(0.8 * 0.04 + 0.2 * 0.64, 9);
    expect(exact!.estimate!.mean).toBe(0.8);
  });

  test('cards have none but those asked for', async () => {
    expect(await score({ set: cardSet })).toEqual({});
    expect(Object.keys(await score({ set: cardSet, metrics: ['json'] }))).toEqual(['json']);
  });

  test("a metric of one's own is scored beside the others, and one that breaks costs nothing else", async () => {
    const scores = await score({ metrics: ['own:mine'], own: own((text) => (text.startsWith('the term') ? Number.NaN : 1)) });
    expect(scores['own:mine']).toMatchObject({ reason: null, signature: 'module:mine.ts|sha256:abababababababab' });
    expect(scores['own:mine']!.estimate!.mean).toBe(1);
    expect(Object.values(scores['own:mine']!.leftOut)).toEqual([10]);
    const broken = await score({ metrics: ['own:mine'], own: own(() => Number.NaN) });
    expect(broken['own:mine']).toMatchObject({ estimate: null, reason: expect.stringContaining('neither a number') });
    expect(broken['chrf']!.estimate).not.toBeNull();
  });

  test('a metric that this worker does not have is null and says what to do', async () => {
    const scores = await score({ metrics: ['own:other', 'bleu:tok=14a'], own: own(() => 1) });
    expect(scores['own:other']!.reason).toContain('There is no metric of your own "other" here: there are mine.');
    expect(scores['bleu:tok=14a']!.reason).toContain('tok takes 13a, intl, char or none');
    expect(scores['chrf']!.estimate).not.toBeNull();
  });

  test('rows without an answer are left out and counted', async () => {
    const predictions = texts.predictions.map((each, index) => (index < 4 ? { ...each, answer: null } : each));
    const { chrf } = await score({ predictions });
    expect(chrf).toMatchObject({ estimate: { n: 36 }, leftOut: { 'no prediction': 4 } });
    const none = await score({ predictions: predictions.map((each) => ({ ...each, answer: null })) });
    expect(none['chrf']).toMatchObject({ estimate: null, leftOut: { 'no prediction': 40 } });
  });

  test('whoever waits gets a turn after every row, and may end it', async () => {
    let turns = 0;
    await score({}, () => turns++);
    expect(turns).toBe(2 * 40);
    const stop = new Error('cancelled');
    await expect(
      score({}, () => {
        throw stop;
      }),
    ).rejects.toBe(stop);
  });
});
