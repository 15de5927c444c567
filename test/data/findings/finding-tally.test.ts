import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataCounts } from '../../../src/contracts/data-report.ts';
import { RowAction, RowRule } from '../../../src/contracts/row-finding.ts';
import type { RowFinding } from '../../../src/contracts/row-finding.ts';
import { FindingTally } from '../../../src/data/findings/finding-tally.ts';
import { RowSet } from '../../../src/data/findings/row-set.ts';

function finding(line: number, rule: RowRule, action: RowAction, more: Partial<RowFinding> = {}): RowFinding {
  return { file: 'rows.jsonl', line, rule, severity: 'warning', action, message: `${rule} at ${line}`, ...more };
}

function tallied(findings: readonly RowFinding[], samples?: number): FindingTally {
  const tally = new FindingTally(samples);
  for (const found of findings) tally.add(found);
  return tally;
}

const sum = (rows: Partial<Record<string, number>>) => Object.values(rows).reduce<number>((all, count) => all + (count ?? 0), 0);

const anyFindings = fc.array(
  fc.record({
    file: fc.constantFrom('a.jsonl', 'b.csv'),
    line: fc.integer({ min: 1, max: 60 }),
    rule: fc.constantFrom(...RowRule.options),
    severity: fc.constant('warning' as const),
    action: fc.constantFrom(...RowAction.options),
    message: fc.constant('found'),
  }),
  { maxLength: 150 },
);

describe('counts of findings', () => {
  test('add up, whatever is found in whichever rows', () => {
    fc.assert(
      fc.property(anyFindings, (findings) => {
        const counts = DataCounts.parse(tallied(findings).counts(120));
        const rows = new Set(findings.filter(({ action }) => ['drop', 'fail'].includes(action)).map(({ file, line }) => `${file}:${line}`));
        expect(sum(counts.dropped) + sum(counts.refused)).toBe(rows.size);
        expect(counts.kept).toBe(120 - rows.size);
        for (const [byRule, all] of [
          [counts.changed, counts.changedRows],
          [counts.flagged, counts.flaggedRows],
        ] as const) {
          expect(all).toBeLessThanOrEqual(Math.min(sum(byRule), counts.kept));
          expect(all).toBeGreaterThanOrEqual(Math.max(0, ...Object.values(byRule)));
        }
      }),
    );
  });

  test('do not depend on the order in which findings come', () => {
    fc.assert(
      fc.property(anyFindings, fc.integer(), (findings, turn) => {
        const other = findings.toSorted((a, b) => ((a.line * 31 + turn) % 17) - ((b.line * 31 + turn) % 17)).toReversed();
        const [one, two] = [tallied(findings, 3), tallied(other, 3)];
        expect(two.counts(120)).toEqual(one.counts(120));
        expect(two.findings()).toEqual(one.findings());
        expect(two.quarantine()).toEqual(one.quarantine());
      }),
    );
  });

  test('put a row that several rules drop at the first of them, and one that ends the run at no other', () => {
    const counts = tallied([
      finding(1, 'near-duplicate', 'drop'),
      finding(1, 'too-short', 'drop'),
      finding(2, 'too-short', 'drop'),
      finding(2, 'secret', 'fail'),
    ]).counts(4);
    expect(counts).toMatchObject({ kept: 2, dropped: { 'too-short': 1 }, refused: { secret: 1 } });
  });

  test('leave changes of rows that were dropped afterwards out', () => {
    const counts = tallied([
      finding(1, 'whitespace', 'change'),
      finding(1, 'too-short', 'drop'),
      finding(2, 'whitespace', 'change'),
      finding(2, 'pii', 'redact', { entity: 'EMAIL' }),
      finding(3, 'language', 'flag'),
    ]).counts(3);
    expect(counts).toMatchObject({ kept: 2, changed: { whitespace: 1, pii: 1 }, changedRows: 1, flagged: { language: 1 }, flaggedRows: 1 });
  });

  test('tell values from rows: two addresses in one row are two values', () => {
    const tally = tallied([
      finding(1, 'pii', 'redact', { entity: 'EMAIL' }),
      finding(1, 'pii', 'redact', { entity: 'EMAIL' }),
      finding(2, 'secret', 'fail', { entity: 'SECRET' }),
    ]);
    expect(tally.sensitive()).toEqual([
      { rule: 'pii', entity: 'EMAIL', action: 'redact', values: 2, rows: 1 },
      { rule: 'secret', entity: 'SECRET', action: 'fail', values: 1, rows: 1 },
    ]);
  });
});

describe('samples of quarantined rows', () => {
  test('are the first rows of each rule by file and line, and the text of no other row is asked for', () => {
    const tally = new FindingTally(2);
    const asked: number[] = [];
    for (const line of [1, 2, 9, 5, 7]) {
      tally.add(finding(line, 'too-short', 'drop'), () => {
        asked.push(line);
        return { text: `row ${line}`, spans: [] };
      });
    }
    tally.add(finding(4, 'language', 'flag'));
    expect(tally.quarantine()).toEqual([
      {
        rule: 'too-short',
        rows: 5,
        samples: [1, 2].map((line) => ({ file: 'rows.jsonl', line, message: `too-short at ${line}`, excerpt: `row ${line}` })),
      },
    ]);
    expect(asked).toEqual([1, 2]);
  });

  test('of personal data and secrets show letter shapes, even where no span is given', () => {
    const tally = new FindingTally();
    tally.add(finding(1, 'pii', 'drop', { entity: 'EMAIL' }), () => ({ text: 'ada@example.com', spans: [] }));
    expect(tally.quarantine()[0]?.samples[0]?.excerpt).toBe('xxx@xxxxxxx.xxx');
  });
});

describe('a set of rows', () => {
  test('counts like a set of places', () => {
    const place = fc.tuple(fc.nat(3), fc.oneof(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 2 ** 33 })));
    fc.assert(
      fc.property(fc.array(place), fc.array(place), (ours, theirs) => {
        const [one, two] = [ours, theirs].map((places) => {
          const set = new RowSet();
          for (const [file, line] of places) set.add(file, line);
          return set;
        }) as [RowSet, RowSet];
        const [plain, others] = [ours, theirs].map((places) => new Set(places.map(String))) as [Set<string>, Set<string>];
        expect(one.size).toBe(plain.size);
        expect(one.countWithout(two)).toBe([...plain].filter((place) => !others.has(place)).length);
        one.addAll(two);
        expect(one.size).toBe(new Set([...plain, ...others]).size);
      }),
    );
  });
});
