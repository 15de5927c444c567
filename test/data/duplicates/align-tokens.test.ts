import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignTokens } from '../../../src/data/duplicates/align-tokens.ts';

const tokens = (...values: number[]) => Uint32Array.from(values, (value) => value * 16);
const text = fc.array(fc.nat(4), { maxLength: 24 }).map((values) => tokens(...values));

/** The textbook's table: edits and swaps of neighbours, where no token is edited twice. */
function tableDistance(a: Uint32Array, b: Uint32Array): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : i)));
  rows.forEach((row, i) => {
    for (let j = 1; i > 0 && j <= b.length; j += 1) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
  });
  return rows[a.length]![b.length]!;
}

describe('aligning tokens', () => {
  test('counts the fewest edits, as the full table does', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(alignTokens(a, b, 100)?.edits).toBe(tableDistance(a, b));
      }),
      { numRuns: 500 },
    );
  });

  test('the hunks turn one text into the other', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const rebuilt: number[] = [];
        let at = 0;
        for (const { fromA, toA, fromB, toB } of alignTokens(a, b, 100)!.hunks) {
          rebuilt.push(...a.subarray(at, fromA), ...b.subarray(fromB, toB));
          at = toA;
        }
        expect([...rebuilt, ...a.subarray(at)]).toEqual([...b]);
      }),
      { numRuns: 500 },
    );
  });

  test('gives up beyond the allowed edits', () => {
    expect(alignTokens(tokens(1, 2, 3, 4), tokens(1, 9, 8, 4), 1)).toBeNull();
    expect(alignTokens(tokens(1, 2, 3, 4), tokens(1, 9, 8, 4), 2)).toEqual({
      edits: 2,
      hunks: [{ fromA: 1, toA: 3, fromB: 1, toB: 3, edits: 2 }],
    });
  });

  test('the class of a token does not make it another', () => {
    expect(alignTokens(Uint32Array.of(16), Uint32Array.of(18), 0)).toEqual({ edits: 0, hunks: [] });
  });

  test('long texts with few edits take time by their length', () => {
    const a = Uint32Array.from({ length: 1_000_000 }, (_, at) => Math.imul(at, 0x9e3779b1) & ~15);
    const b = a.slice();
    for (let at = 1000; at < a.length; at += 100_000) b[at] = 16;
    const begun = process.cpuUsage();
    expect(alignTokens(a, b, 1000)?.edits).toBe(10);
    expect(alignTokens(a, a.toReversed(), 1000)).toBeNull();
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(10);
  });
});
