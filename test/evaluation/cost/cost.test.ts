import { describe, expect, test } from 'vitest';
import { BreakEven, CostReport } from '../../../src/contracts/serving-report.ts';
import { breakEven } from '../../../src/evaluation/cost/break-even.ts';
import {
  basisOf,
  machineRequestCost,
  machineTrainingCost,
  measureCost,
  requestCost,
  trainingCost,
} from '../../../src/evaluation/cost/measure-cost.ts';
import { parsePriceTable, priceOfMachine, priceOfModel, readPriceTable } from '../../../src/evaluation/cost/price-table.ts';

const source = 'https://prices.example/2026';
const model = {
  model: 'hosted-small',
  date: '2026-02-01',
  source,
  inputPerMillion: 0.5,
  outputPerMillion: 2,
  cachedInputPerMillion: 0.25,
  trainingPerMillion: 3,
};
const machine = { machine: 'box', date: '2026-01-15', source: 'invoice 12', perHour: 1.8 };
const table = parsePriceTable(
  { currency: 'EUR', models: [{ ...model, date: '2025-06-01', inputPerMillion: 1 }, model], machines: [machine] },
  'prices.json',
);

describe('a price table', () => {
  test('gives the newest price on a day, never a later one', () => {
    expect(priceOfModel(table, 'hosted-small', '2026-03-01').inputPerMillion).toBe(0.5);
    expect(priceOfModel(table, 'hosted-small', '2026-01-31').inputPerMillion).toBe(1);
    expect(priceOfMachine(table, 'box', '2026-01-15').perHour).toBe(1.8);
    expect(() => priceOfModel(table, 'hosted-small', '2025-01-01')).toThrow(
      'no price of "hosted-small" on 2025-01-01 or before. It lists hosted-small (2025-06-01), hosted-small (2026-02-01)',
    );
    expect(() => priceOfMachine(table, 'cluster', '2026-03-01')).toThrow(
      'It lists box (2026-01-15). Add an entry with its date and source.',
    );
  });

  test('names every problem with its place', () => {
    const wrong = {
      currency: 'euro',
      models: [{ ...model, date: '2026-13-01', inputPerMillion: -1, source: '' }],
      machines: [{ machine: 'box', perHour: 1 }],
    };
    const problem = (value: unknown) => {
      try {
        parsePriceTable(value, 'prices.json');
        return 'none';
      } catch (error) {
        return String(error);
      }
    };
    for (const place of [
      'prices.json',
      'currency: expected three capital letters',
      'models[0].date: expected a day as YYYY-MM-DD',
      'models[0].inputPerMillion',
      'models[0].source',
      'machines[0].date',
      'machines[0].source',
      'It has the shape',
    ])
      expect(problem(wrong)).toContain(place);
    expect(problem({ currency: 'EUR', machines: [machine, machine] })).toContain('machines[1]: a second price of box on 2026-01-15');
    expect(problem(null)).toContain('the table:');
    expect(problem({ currency: 'EUR', models: [{ ...model, perToken: 1 }] })).toContain('perToken');
    expect(() => readPriceTable('{"currency": ', 'prices.json')).toThrow('prices.json is not JSON');
    expect(readPriceTable('{"currency": "USD"}', 'prices.json')).toEqual({ currency: 'USD', models: [], machines: [] });
  });
});

describe('one request', () => {
  test('costs its tokens, cached ones less', () => {
    expect(requestCost({ inputTokens: 1000, outputTokens: 100 }, model)).toBeCloseTo(0.0007, 12);
    expect(requestCost({ inputTokens: 1000, cachedInputTokens: 600, outputTokens: 100 }, model)).toBeCloseTo(
      (400 * 0.5 + 600 * 0.25 + 200) / 1e6,
      12,
    );
    expect(requestCost({ inputTokens: null, outputTokens: 100 }, model)).toBeNull();
    expect(requestCost({ inputTokens: Number.NaN, outputTokens: 100 }, model)).toBeNull();
  });

  test('on a machine costs the seconds that it takes of it', () => {
    expect(machineRequestCost(2, machine)).toBeCloseTo(0.001, 12);
    expect(machineRequestCost(null, machine)).toBeNull();
    expect(machineRequestCost(-1, machine)).toBeNull();
  });

  test('and trainings are priced by tokens and epochs, or by hours', () => {
    expect(trainingCost({ trainTokens: 200_000, epochs: 3 }, model)).toBeCloseTo(1.8, 12);
    const { trainingPerMillion: _, ...servedOnly } = model;
    expect(trainingCost({ trainTokens: 200_000, epochs: 3 }, servedOnly)).toBeNull();
    expect(machineTrainingCost(1800, machine)).toBeCloseTo(0.9, 12);
  });
});

const measured = (requests: { cost: number | null; correct: boolean | null }[]) =>
  measureCost({ requests, currency: 'EUR', basis: basisOf(model), seed: 1, resamples: 400 });

describe('many requests', () => {
  test('cost their mean, and the right ones bear all', () => {
    const report = measured(Array.from({ length: 50 }, (_, index) => ({ cost: index % 2 === 0 ? 0.01 : 0.03, correct: index % 5 !== 0 })));
    expect(report.total).toBeCloseTo(1, 12);
    expect(report.perRequest.estimate?.mean).toBeCloseTo(0.02, 12);
    expect(report.perCorrect.estimate?.mean).toBeCloseTo(1 / 40, 12);
    expect(report.perCorrect.estimate!.low).toBeLessThan(0.025);
    expect(report.perCorrect.estimate!.high).toBeGreaterThan(0.025);
    expect(report.basis).toBe('hosted-small: 0.5 in, 2 out for 1,000,000 tokens (2026-02-01, https://prices.example/2026)');
    CostReport.parse(report);
  });

  test('of which none is right, or only one, have no cost a right answer', () => {
    const wrong = Array.from({ length: 20 }, () => ({ cost: 0.01, correct: false }));
    expect(measured(wrong).perCorrect).toEqual({ estimate: null, reason: 'none of 20 answers is right' });
    expect(measured([...wrong, { cost: 0.01, correct: true }]).perCorrect.reason).toContain('no upper bound');
    expect(measured(wrong.map(({ cost }) => ({ cost, correct: null }))).perCorrect.reason).toBe('not every answer was judged');
  });

  test('without usage are counted and priced at nothing', () => {
    expect(
      measured([
        { cost: null, correct: true },
        { cost: 0.01, correct: true },
      ]),
    ).toMatchObject({ requests: 2, withoutUsage: 1, total: 0.01, perRequest: { estimate: { n: 1 } } });
    expect(measured([])).toMatchObject({ total: null, perRequest: { estimate: null, reason: 'the usage of no request is known' } });
  });
});

describe('break-even', () => {
  const many = (cost: number) => Array.from({ length: 40 }, (_, index) => cost + (index % 2) * 0.001);

  test('is the training’s cost over the saving a request', () => {
    const found = breakEven({ against: 'hosted-small', trainingCost: 12, tuned: many(0.001), other: many(0.005), seed: 1 });
    expect(found).toMatchObject({ saving: { estimate: { method: 'all-equal' } }, requests: 3000, low: null, high: null, reason: null });
    const varied = breakEven({
      against: 'base',
      trainingCost: 12,
      tuned: many(0),
      other: many(0.002).map((cost, index) => cost + (index % 4) * 0.001),
      seed: 1,
    });
    expect(varied.requests).toBe(Math.ceil(12 / 0.0035));
    expect(varied.low).toBeLessThan(varied.requests!);
    expect(varied.high).toBeGreaterThan(varied.requests!);
    BreakEven.parse(varied);
  });

  test('never comes where nothing is saved, and has no bound where the saving may be nothing', () => {
    expect(breakEven({ against: 'base', trainingCost: 12, tuned: many(0.005), other: many(0.005), seed: 1 })).toMatchObject({
      requests: null,
      reason: 'a request saves nothing against base',
    });
    const noise = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 0.01 : -0.0099));
    expect(breakEven({ against: 'base', trainingCost: 12, tuned: many(0).map(() => 0), other: noise, seed: 1 })).toMatchObject({
      high: null,
      reason: null,
    });
    expect(breakEven({ against: 'base', trainingCost: null, tuned: many(0), other: many(1), seed: 1 }).reason).toBe(
      'the cost of the training is not known',
    );
    expect(breakEven({ against: 'base', trainingCost: 12, tuned: [null], other: [1], seed: 1 }).reason).toBe(
      'no request’s cost is known for both',
    );
    expect(breakEven({ against: 'base', trainingCost: 0, tuned: many(0.001), other: many(0.005), seed: 1 }).requests).toBe(0);
  });
});
