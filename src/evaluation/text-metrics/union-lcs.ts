import { LcsColumns, lengthIn } from './lcs.ts';

/** Rows that are held at once on the way back; texts of more tokens are gone through in blocks of √tokens or this many. */
const leastBlock = 256;

/**
 * ROUGE-Lsum's hits (Lin 2004, section 3.2, as rouge_score counts them): for each sentence of the reference, the union
 * over the prediction's sentences of the tokens on one longest common subsequence; a token counts at most as often as it
 * occurs on both sides. Equal sentences are compared once.
 */
export function unionHits(reference: readonly Int32Array[], prediction: readonly Int32Array[], vocabulary: number): number {
  const marks = new Map<string, { sentence: Int32Array; marked: Uint8Array }>();
  for (const sentence of reference) marks.set(sentence.join(' '), { sentence, marked: new Uint8Array(sentence.length) });
  const distinct = new Map(prediction.map((sentence) => [sentence.join(' '), sentence]));
  for (const sentence of distinct.values()) {
    const columns = new LcsColumns(sentence, vocabulary);
    for (const each of marks.values()) markCommon(each.sentence, sentence, columns, each.marked);
  }
  const leftInReference = countTokens(reference, vocabulary);
  const leftInPrediction = countTokens(prediction, vocabulary);
  let hits = 0;
  for (const sentence of reference) {
    const { marked } = marks.get(sentence.join(' '))!;
    for (let index = 0; index < sentence.length; index++) {
      const token = sentence[index]!;
      if (marked[index] === 0 || leftInReference[token] === 0 || leftInPrediction[token] === 0) continue;
      hits++;
      leftInReference[token]! -= 1;
      leftInPrediction[token]! -= 1;
    }
  }
  return hits;
}

function countTokens(sentences: readonly Int32Array[], vocabulary: number): Int32Array {
  const counts = new Int32Array(vocabulary);
  for (const sentence of sentences) for (const token of sentence) counts[token]! += 1;
  return counts;
}

/**
 * Marks the sentence's tokens on the subsequence that rouge_score reads out of its table from the end: equal tokens are
 * taken; else one column back where the length there is larger than a row up, else a row up. Rows whose token the other
 * side lacks change nothing and are left out.
 */
function markCommon(sentence: Int32Array, other: Int32Array, columns: LcsColumns, marked: Uint8Array): void {
  const places: number[] = [];
  for (let index = 0; index < sentence.length; index++) if (columns.has(sentence[index]!)) places.push(index);
  if (places.length === 0) return;
  const tokens = Int32Array.from(places, (place) => sentence[place]!);
  const table = new RowTable(tokens, columns);
  let column = other.length;
  for (let row = tokens.length; row > 0 && column > 0; row--) {
    const { rows, at, above } = table.at(row);
    // Longer here than a row up: then it is so one column back too, for as long as the length there is the same.
    const longer = lengthIn(rows, at, column) > lengthIn(rows, above, column);
    while (longer && column > 0 && tokens[row - 1] !== other[column - 1] && !growsAt(rows, at, column)) column--;
    if (column > 0 && tokens[row - 1] === other[column - 1]) {
      marked[places[row - 1]!] = 1;
      column--;
    }
  }
}

/** Whether the length grows from the column before to this one. */
function growsAt(rows: Uint32Array, at: number, column: number): boolean {
  return ((rows[at + ((column - 1) >>> 5)]! >>> ((column - 1) & 31)) & 1) === 0;
}

/** The rows of a subsequence table, to be read from the last to the first: a block of them, and one before each block. */
class RowTable {
  readonly #tokens: Int32Array;
  readonly #columns: LcsColumns;
  readonly #block: number;
  readonly #before: Uint32Array[];
  readonly #rows: Uint32Array;
  #held = -1;

  constructor(tokens: Int32Array, columns: LcsColumns) {
    this.#tokens = tokens;
    this.#columns = columns;
    this.#block = Math.min(tokens.length, Math.max(leastBlock, Math.ceil(Math.sqrt(tokens.length))));
    const row = columns.firstRow();
    this.#before = [row.slice()];
    const last = Math.floor((tokens.length - 1) / this.#block) * this.#block;
    for (let index = 0; index < last; index++) {
      columns.advance(row, tokens[index]!);
      if ((index + 1) % this.#block === 0) this.#before.push(row.slice());
    }
    this.#rows = new Uint32Array((this.#block + 1) * columns.words);
  }

  /** The row after `row` tokens (from 1), and the one above it. */
  at(row: number): { rows: Uint32Array; at: number; above: number } {
    const block = Math.floor((row - 1) / this.#block);
    if (block !== this.#held) this.#compute(block);
    const at = (row - block * this.#block) * this.#columns.words;
    return { rows: this.#rows, at, above: at - this.#columns.words };
  }

  #compute(block: number): void {
    const row = this.#before[block]!.slice();
    const start = block * this.#block;
    const end = Math.min(this.#tokens.length, start + this.#block);
    this.#rows.set(row, 0);
    for (let index = start; index < end; index++) {
      this.#columns.advance(row, this.#tokens[index]!);
      this.#rows.set(row, (index + 1 - start) * this.#columns.words);
    }
    this.#held = block;
  }
}
