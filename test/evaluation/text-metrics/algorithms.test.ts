import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lcsLength } from '../../../src/evaluation/text-metrics/lcs.ts';
import { ngramMatches } from '../../../src/evaluation/text-metrics/ngram-matches.ts';
import { unionHits } from '../../../src/evaluation/text-metrics/union-lcs.ts';
import { WordEdits } from '../../../src/evaluation/text-metrics/word-edits.ts';

/** The same by the plain definitions: slow, and easy to check by reading. */
const plain = {
  ngramMatches(hypothesis: readonly number[], references: readonly (readonly number[])[], order: number): number {
    const counts = (tokens: readonly number[]) => {
      const found = new Map<string, number>();
      for (let start = 0; start + order <= tokens.length; start++) {
        const ngram = tokens.slice(start, start + order).join(' ');
        found.set(ngram, (found.get(ngram) ?? 0) + 1);
      }
      return found;
    };
    const theirs = references.map(counts);
    return [...counts(hypothesis)].reduce(
      (sum, [ngram, count]) => sum + Math.min(count, Math.max(...theirs.map((each) => each.get(ngram) ?? 0))),
      0,
    );
  },
  table(one: readonly number[], other: readonly number[]): number[][] {
    const table = Array.from({ length: one.length + 1 }, () => Array.from({ length: other.length + 1 }, () => 0));
    one.forEach((token, row) =>
      other.forEach((each, column) => {
        table[row + 1]![column + 1] =
          token === each ? table[row]![column]! + 1 : Math.max(table[row]![column + 1]!, table[row + 1]![column]!);
      }),
    );
    return table;
  },
  onSubsequence(one: readonly number[], other: readonly number[]): number[] {
    const table = plain.table(one, other);
    const found: number[] = [];
    for (let [row, column] = [one.length, other.length]; row > 0 && column > 0;) {
      if (one[row - 1] === other[column - 1]) {
        found.push(row - 1);
        row--;
        column--;
      } else if (table[row]![column - 1]! > table[row - 1]![column]!) column--;
      else row--;
    }
    return found;
  },
  unionHits(reference: readonly (readonly number[])[], prediction: readonly (readonly number[])[]): number {
    const [mine, theirs] = [reference.flat(), prediction.flat()];
    return reference.reduce((hits, sentence) => {
      const union = new Set(prediction.flatMap((each) => plain.onSubsequence(sentence, each)));
      return [...union].reduce((sum, place) => {
        const token = sentence[place]!;
        if (!mine.includes(token) || !theirs.includes(token)) return sum;
        mine.splice(mine.indexOf(token), 1);
        theirs.splice(theirs.indexOf(token), 1);
        return sum + 1;
      }, hits);
    }, 0);
  },
  editDistance(one: readonly number[], other: readonly number[]): number {
    let row = Array.from({ length: other.length + 1 }, (_, column) => column);
    for (const [index, token] of one.entries()) {
      const next = [index + 1];
      other.forEach((each, column) =>
        next.push(Math.min(row[column]! + (token === each ? 0 : 1), row[column + 1]! + 1, next[column]! + 1)),
      );
      row = next;
    }
    return row.at(-1)!;
  },
};

/** Few different tokens, so that they repeat; up to several words of bits. */
const tokens = (vocabulary: number, maxLength: number) => fc.array(fc.nat(vocabulary - 1), { maxLength, size: 'max' });
const ints = (values: readonly number[]) => Int32Array.from(values);

test('matching n-grams are counted as their definition says', () => {
  fc.assert(
    fc.property(tokens(3, 40), fc.array(tokens(3, 40), { minLength: 1, maxLength: 3 }), (hypothesis, references) => {
      const expected = [1, 2, 3, 4, 5].map((order) => plain.ngramMatches(hypothesis, references, order));
      expect(ngramMatches(ints(hypothesis), references.map(ints), 5)).toEqual(expected);
    }),
  );
});

test('tokens that no reference has match nothing, also where they repeat', () => {
  expect(ngramMatches(ints([-1, -1, 0, 1, -1]), [ints([0, 1])], 2)).toEqual([2, 1]);
});

describe('longest common subsequences', () => {
  test.each([2, 5, 40])('are as long as the table says, of %d different tokens', (vocabulary) => {
    fc.assert(
      fc.property(tokens(vocabulary, 150), tokens(vocabulary, 150), (one, other) => {
        expect(lcsLength(ints(one), ints(other), vocabulary)).toBe(plain.table(one, other).at(-1)!.at(-1)!);
      }),
      { numRuns: 60 },
    );
  });

  test.each([2, 6])('are united over sentences as rouge_score reads them out of its table, of %d different tokens', (vocabulary) => {
    const sentences = fc.array(tokens(vocabulary, 45), { maxLength: 4 });
    fc.assert(
      fc.property(sentences, sentences, (reference, prediction) => {
        expect(unionHits(reference.map(ints), prediction.map(ints), vocabulary)).toBe(plain.unionHits(reference, prediction));
      }),
      { numRuns: 60 },
    );
  });

  test('are read across the blocks of a long text', () => {
    const long = (length: number, step: number) => Array.from({ length }, (_, index) => (index * step + (index >> 3)) % 7);
    const [reference, prediction] = [
      [long(700, 3), long(40, 5)],
      [long(600, 4), long(300, 3)],
    ];
    expect(unionHits(reference.map(ints), prediction.map(ints), 7)).toBe(plain.unionHits(reference, prediction));
  });
});

describe('edits along the diagonal', () => {
  test('are the edit distance where nothing is outside the band', () => {
    fc.assert(
      fc.property(tokens(4, 24), tokens(4, 24), (hypothesis, reference) => {
        expect(new WordEdits(ints(hypothesis), ints(reference)).distance).toBe(plain.editDistance(hypothesis, reference));
      }),
    );
  });

  test('of a hypothesis that differs in a stretch are those of a matrix of its own', () => {
    fc.assert(
      fc.property(tokens(4, 90), tokens(4, 90), fc.nat(89), fc.nat(89), (hypothesis, reference, one, other) => {
        const [from, to] = [Math.min(one, other, hypothesis.length), Math.min(Math.max(one, other), hypothesis.length)];
        const matrix = new WordEdits(ints(hypothesis), ints(reference));
        const changed = [...hypothesis.slice(0, from), ...hypothesis.slice(from, to).toReversed(), ...hypothesis.slice(to)];
        const alone = new WordEdits(ints(changed), ints(reference));
        expect(matrix.distanceOf(ints(changed), from, to)).toBe(alone.distance);
        matrix.keep(ints(changed), from);
        expect([...matrix.editsBackwards()]).toEqual([...alone.editsBackwards()]);
      }),
    );
  });
});
