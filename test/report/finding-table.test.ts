import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/contracts/finding.ts';
import { findingTable, type FindingColumn } from '../../src/report/tables/finding-table.ts';

const found = (mean: number): Finding => ({ estimate: { mean, low: 0, high: 1, n: 40, method: 'wilson' }, reason: null });
const missing = (reason: string): Finding => ({ estimate: null, reason });

type Item = { name: string; one: Finding; other: Finding };

function tableOf(items: Item[], isQuiet = false) {
  const columns: FindingColumn<Item>[] = [
    { title: 'Name', cell: ({ name }) => name },
    { title: 'One', cell: ({ one }) => ({ finding: one, write: ({ mean }) => String(mean) }), isQuiet },
    { title: 'Other', cell: ({ other }) => ({ finding: other, write: ({ mean }) => String(mean) }), isNumeric: true, isQuiet },
  ];
  return findingTable({ caption: 'Findings', columns, items, notes: ['last'] });
}

describe('a table of findings', () => {
  test('marks a missing number with a letter and gives its reason below, once for equal reasons', () => {
    const { head, rows, notes, numeric } = tableOf([
      { name: 'a', one: found(0.5), other: missing('no row was asked') },
      { name: 'b', one: missing('no row was asked'), other: missing('nothing was answered') },
      { name: 'c', one: found(0), other: found(0.25) },
    ]);
    expect(head).toEqual(['Name', 'One', 'Other']);
    expect(rows).toEqual([
      ['a', '0.5', '– (a)'],
      ['b', '– (a)', '– (b)'],
      ['c', '0', '0.25'],
    ]);
    expect(notes).toEqual(['(a) not measured: no row was asked', '(b) not measured: nothing was answered', 'last']);
    expect(numeric).toEqual([2]);
  });

  test('leaves out a column without any number, and says why', () => {
    const { head, rows, notes, numeric } = tableOf([{ name: 'a', one: missing('labels are scored'), other: found(1) }]);
    expect(head).toEqual(['Name', 'Other']);
    expect(rows).toEqual([['a', '1']]);
    expect(notes).toEqual(['One: not measured, labels are scored', 'last']);
    expect(numeric).toEqual([1]);
  });

  test('tells a measured 0 from a missing number where a quiet column is left out', () => {
    const { head, notes } = tableOf(
      [
        { name: 'a', one: found(0), other: missing('no row was asked') },
        { name: 'b', one: found(0), other: missing('no row was asked') },
      ],
      true,
    );
    expect(head).toEqual(['Name']);
    expect(notes).toEqual(['Other: not measured, no row was asked', 'None of these: one.', 'last']);
  });

  test('keeps its columns where it has no rows', () => {
    expect(tableOf([], true)).toMatchObject({ head: ['Name', 'One', 'Other'], rows: [], notes: ['last'] });
  });
});
