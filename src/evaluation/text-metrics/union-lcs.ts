import { LcsRows } from './lcs-rows.ts';
import { LcsColumns, lengthIn } from './lcs.ts';
import { unknownToken } from './token-ids.ts';

/** A sentence of the reference, and which of its tokens are on a common subsequence with some sentence of the prediction. */
interface Marked {
  tokens: Int32Array;
  marks: Uint8Array;
}

/**
 * ROUGE-Lsum's hits (Lin 2004, section 3.2, as rouge_score counts them): for each sentence of the reference, the union
 * over the prediction's sentences of the tokens on one longest common subsequence; a token counts at most as often as it
 * occurs on both sides. Equal sentences are compared once, and sentences without a common token not at all.
 * Tokens: numbers below `vocabulary`.
 */
export function unionHits(reference: readonly Int32Array[], prediction: readonly Int32Array[], vocabulary: number): number {
  const sentences = distinct(reference);
  const marked = new Map([...sentences].map(([key, tokens]) => [key, { tokens, marks: new Uint8Array(tokens.length) }]));
  markAll([...marked.values()], [...distinct(prediction).values()], vocabulary);
  const leftInReference = countTokens(reference, vocabulary);
  const leftInPrediction = countTokens(prediction, vocabulary);
  let hits = 0;
  for (const tokens of reference) {
    const { marks } = marked.get(tokens.join(' '))!;
    for (let index = 0; index < tokens.length; index++) {
      const token = tokens[index]!;
      if (marks[index] === 0 || leftInReference[token] === 0 || leftInPrediction[token] === 0) continue;
      hits++;
      leftInReference[token]! -= 1;
      leftInPrediction[token]! -= 1;
    }
  }
  return hits;
}

function distinct(sentences: readonly Int32Array[]): Map<string, Int32Array> {
  return new Map(sentences.map((tokens) => [tokens.join(' '), tokens]));
}

function countTokens(sentences: readonly Int32Array[], vocabulary: number): Int32Array {
  const counts = new Int32Array(vocabulary);
  for (const sentence of sentences) for (const token of sentence) counts[token]! += 1;
  return counts;
}

function markAll(reference: readonly Marked[], prediction: readonly Int32Array[], vocabulary: number): void {
  const longest = reference.reduce((most, { tokens }) => Math.max(most, tokens.length), 0);
  const holders = sentencesByToken(reference, vocabulary);
  /** Numbers of the tokens within one sentence of the prediction, so that what is made for it is of its size. */
  const localIds = new Int32Array(vocabulary).fill(unknownToken);
  const shared = new Int32Array(longest);
  const seenBy = new Int32Array(reference.length).fill(-1);
  prediction.forEach((sentence, number) => {
    let count = 0;
    for (const token of sentence) if (localIds[token] === unknownToken) localIds[token] = count++;
    const other = sentence.map((token) => localIds[token]!);
    const comparison = { localIds, shared, other, rows: new LcsRows(new LcsColumns(other, count), longest) };
    for (const token of sentence) {
      for (const holder of holders[token]!) {
        if (seenBy[holder] === number) continue;
        seenBy[holder] = number;
        markCommon(reference[holder]!, comparison);
      }
    }
    for (const token of sentence) localIds[token] = unknownToken;
  });
}

/** One sentence of the prediction, `other`, by its own numbers of tokens; and room to compare sentences of the reference with it. */
interface Comparison {
  localIds: Int32Array;
  other: Int32Array;
  shared: Int32Array;
  rows: LcsRows;
}

/** For each token the sentences that hold it. */
function sentencesByToken(sentences: readonly Marked[], vocabulary: number): number[][] {
  const holders = Array.from({ length: vocabulary }, (): number[] => []);
  sentences.forEach(({ tokens }, number) => {
    for (const token of tokens) if (holders[token]!.at(-1) !== number) holders[token]!.push(number);
  });
  return holders;
}

/**
 * Marks the sentence's tokens on the subsequence that rouge_score reads out of its table from the end: equal tokens are
 * taken; else one column back where the length there is larger than a row up, else a row up. Rows whose token the other
 * side lacks change nothing and are left out.
 */
function markCommon({ tokens, marks }: Marked, { localIds, shared, other, rows: table }: Comparison): void {
  let count = 0;
  for (const token of tokens) if (localIds[token] !== unknownToken) shared[count++] = localIds[token]!;
  table.fill(shared, count);
  let place = tokens.length;
  let column = other.length;
  for (let row = count; row > 0 && column > 0; row--) {
    do place--;
    while (localIds[tokens[place]!] === unknownToken);
    const { rows, at, above } = table.at(row);
    // Longer here than a row up: then it is so one column back too, for as long as the length there is the same.
    const longer = lengthIn(rows, at, column) > lengthIn(rows, above, column);
    while (longer && column > 0 && shared[row - 1] !== other[column - 1] && !growsAt(rows, at, column)) column--;
    if (column > 0 && shared[row - 1] === other[column - 1]) {
      marks[place] = 1;
      column--;
    }
  }
}

/** Whether the length grows from the column before to this one. */
function growsAt(rows: Uint32Array, at: number, column: number): boolean {
  return ((rows[at + ((column - 1) >>> 5)]! >>> ((column - 1) & 31)) & 1) === 0;
}
