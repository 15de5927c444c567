/** Rows of the table that one word of bits holds. */
const wordBits = 32;
/** Width of the first band, and how much wider the next is until the distance lies within one. */
const firstBand = 64;
const widening = 4;
/** A band of more than this share of the table saves nothing: then the whole table is made. */
const widestBand = 0.25;

/**
 * Levenshtein distance of two lists of symbols. Myers' bit-parallel table (1999) in Hyyrö's blocks (2003): 32 rows to a
 * step, within Ukkonen's band (1985), which widens until the distance fits. Similar texts of 100,000 symbols take
 * milliseconds, wholly different ones seconds; memory is that of the two lists.
 */
export function editDistance(one: Int32Array, other: Int32Array): number {
  const [pattern, text] = withoutSharedEnds(one, other);
  if (pattern.length === 0) return text.length;
  const occurrences = occurrencesIn(pattern);
  for (let band = Math.max(firstBand, text.length - pattern.length); band <= widestBand * text.length; band *= widening) {
    const distance = bandedDistance(pattern.length, text, occurrences, band);
    if (distance <= band) return distance;
  }
  return bandedDistance(pattern.length, text, occurrences, text.length);
}

/** The shorter list first, both without what they start and end with alike. */
function withoutSharedEnds(one: Int32Array, other: Int32Array): [Int32Array, Int32Array] {
  const [shorter, longer] = one.length <= other.length ? [one, other] : [other, one];
  let start = 0;
  while (start < shorter.length && shorter[start] === longer[start]) start++;
  let end = 0;
  while (end < shorter.length - start && shorter[shorter.length - 1 - end] === longer[longer.length - 1 - end]) end++;
  return [shorter.subarray(start, shorter.length - end), longer.subarray(start, longer.length - end)];
}

/** Where a symbol occurs in the pattern: words in ascending order, and the bits in each. Sparse, since alphabets may be large. */
interface Occurrences {
  words: number[];
  bits: number[];
}

function occurrencesIn(pattern: Int32Array): Map<number, Occurrences> {
  const bySymbol = new Map<number, Occurrences>();
  pattern.forEach((symbol, row) => {
    const known = bySymbol.get(symbol) ?? { words: [], bits: [] };
    if (known.words.length === 0) bySymbol.set(symbol, known);
    const word = row >>> 5;
    const last = known.words.length - 1;
    if (known.words[last] === word) known.bits[last] = (known.bits[last] ?? 0) | (1 << (row & 31));
    else {
      known.words.push(word);
      known.bits.push(1 << (row & 31));
    }
  });
  return bySymbol;
}

/** The distance where it is at most `band`; otherwise some number that is no less than it. */
function bandedDistance(rows: number, text: Int32Array, occurrences: Map<number, Occurrences>, band: number): number {
  const words = Math.ceil(rows / wordBits);
  const table = { plus: new Int32Array(words).fill(-1), minus: new Int32Array(words), equal: new Int32Array(words) };
  let last = Math.min(words - 1, (band - 1) >>> 5);
  let score = (last + 1) * wordBits; // of the lowest row that is looked at
  for (let column = 0; column < text.length; column++) {
    const first = Math.min(last, Math.max(0, column - band) >>> 5);
    const lowest = Math.min(words - 1, (column + band) >>> 5);
    score += (lowest - last) * wordBits; // rows that enter the band: reached by deletions only
    last = Math.max(last, lowest);
    const found = occurrences.get(text[column] ?? -1);
    found?.words.forEach((word, index) => (table.equal[word] = found.bits[index] ?? 0));
    score += stepColumn(table, first, last);
    found?.words.forEach((word) => (table.equal[word] = 0));
  }
  return score - lowRows(table, rows, words);
}

interface Table {
  /** Bits of rows that are one more, or one less, than the row above. */
  plus: Int32Array;
  minus: Int32Array;
  equal: Int32Array;
}

/** One column, from word to word downward; returns by how much the lowest row changes. Above the band every column adds one. */
function stepColumn({ plus, minus, equal }: Table, first: number, last: number): number {
  let carried = 1;
  for (let word = first; word <= last; word++) {
    const [up, down, same] = [plus[word] as number, minus[word] as number, equal[word] as number];
    const vertical = same | down;
    const matched = carried < 0 ? same | 1 : same;
    const horizontal = ((((matched & up) + up) | 0) ^ up) | matched;
    let grows = down | ~(horizontal | up);
    let shrinks = up & horizontal;
    const leaving = (grows >>> 31) - (shrinks >>> 31);
    grows = (grows << 1) | (carried > 0 ? 1 : 0);
    shrinks = (shrinks << 1) | (carried < 0 ? 1 : 0);
    plus[word] = shrinks | ~(vertical | grows);
    minus[word] = grows & vertical;
    carried = leaving;
  }
  return carried;
}

/** What the rows below the pattern's end, which only fill the last word, add to the score. */
function lowRows({ plus, minus }: Table, rows: number, words: number): number {
  let sum = 0;
  for (let row = rows; row < words * wordBits; row++) {
    const bit = 1 << (row & 31);
    if (((plus[words - 1] ?? 0) & bit) !== 0) sum++;
    if (((minus[words - 1] ?? 0) & bit) !== 0) sum--;
  }
  return sum;
}
