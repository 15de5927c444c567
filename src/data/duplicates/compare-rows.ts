import type { Alignment, Hunk } from './align-tokens.ts';
import { alignRows, comparedPart, type AlignedPart, type TokenRow } from './align-rows.ts';
import { fewestTokens, type Compared } from './band-keys.ts';
import { changesFacts, changesNegation, exchangesPassage, sameFacts } from './changed-facts.ts';
import type { CommonPhrases } from './phrase-counts.ts';
import { textAnswer } from './row-key.ts';
import { appendShingles, ExactJaccard, longShingle, shortShingle } from './shingles.ts';
import type { Sketches } from './sketches.ts';
import { WordBuffer } from './word-buffer.ts';

/**
 * Share of a row's own tokens that must be left for two rows to be near-duplicates. One token in ten may be edited, and
 * 0.85 leaves room for chance in short rows; rows that were not copied from each other share far less.
 */
export const defaultSimilarity = 0.85;
/** Share of the tokens of a text answer that must be left: an answer is short, so that a few edits weigh more. */
const answerSimilarity = 0.7;
/** The same where the prompts are equal: then nothing but the answer tells two rows apart, and it is likelier to be meant. */
const answerSimilarityAlone = 0.8;
/** A text answer of fewer tokens states one thing: to an equal prompt, a number or name that is gone makes it another answer. */
const oneStatement = 12;
/** From this 5-gram Jaccard similarity on, passages may also have changed places. */
const reorderedJaccard = 0.8;
/** Of fewer tokens, one may be put in or left out, but none replaced: that would be another question. */
const fewTokens = 10;

/** From so many tokens on, rows that differ in facts alone are look-alikes; shorter ones may be questions of one kind. */
const fewForAlike = 20;

/** Decides whether two rows are near-duplicates. Holds its working memory, so that a comparison makes little garbage. */
export class RowComparison {
  readonly #sketches: Sketches;
  readonly #wording: ReadonlySet<number>;
  readonly #similarity: number;
  readonly #jaccard = new ExactJaccard();
  readonly #shingles = [new WordBuffer(), new WordBuffer()] as const;

  /** @param similarity share of a row's own tokens that must be left, from 0.5 to 1 */
  constructor(sketches: Sketches, { wording }: CommonPhrases, similarity = defaultSimilarity) {
    this.#sketches = sketches;
    this.#wording = wording;
    this.#similarity = similarity;
  }

  /**
   * Whether two rows, or their prompts, are near-duplicates:
   * - at most 15 % of the tokens that are no shared wording were edited, counting prompt, and of rows instructions and answer;
   *   or the 5-gram Jaccard similarity is at least 0.8, the answers are equal, and all numbers, names and negations are there;
   * - in no place does a number, name, operator or one of two opposites stand for another of its kind;
   * - no passage of five words or more was exchanged for another;
   * - of rows: the answers say the same. Labels (at most five words) and JSON must be equal; of texts 70 % of the tokens
   *   are left, negations agree, and where the prompts are equal, 80 % are left and, in answers of fewer than 12 words, no number or name is gone.
   */
  isSame(a: number, b: number, compared: Compared): boolean {
    if (compared === 'row' && !this.#answersCanAgree(a, b)) return false;
    const [rowA, rowB, own] = this.#readPair(a, b, compared) ?? [];
    if (own === undefined) return false;
    const aligned = alignRows(rowA!, rowB!, this.#mostEdits(own), compared);
    if (aligned !== null) return saysTheSame(aligned, own);
    if (compared === 'row' && !(this.#sketches.sameAnswer(a, b) && this.#sketches.sameInstructions(a, b))) return false;
    return this.#isReordered(comparedPart(rowA!, compared), comparedPart(rowB!, compared));
  }

  /**
   * Whether two rows, or their prompts, are so alike that a split should not part them: near-duplicates, and, where there are
   * 20 tokens or more that are no shared wording, also rows of which 85 % are equal but a number, a name or the answer.
   */
  isAlike(a: number, b: number, compared: Compared): boolean {
    if (this.isSame(a, b, compared)) return true;
    const [rowA, rowB, own] = this.#readPair(a, b, compared) ?? [];
    return own !== undefined && own >= fewForAlike && alignRows(rowA!, rowB!, this.#mostEdits(own), compared) !== null;
  }

  /** Exact Jaccard similarity of the 5-grams; of shorter runs of tokens where one row has fewer than five. */
  jaccard(a: number, b: number, compared: Compared): number {
    return this.#jaccardOf(comparedPart(this.#read(a), compared), comparedPart(this.#read(b), compared));
  }

  /** Both rows, and how many tokens of the longer one are no wording; `null` where their lengths alone tell them apart. */
  #readPair(a: number, b: number, compared: Compared): [TokenRow, TokenRow, number] | null {
    const [lengthA, lengthB] = [this.#length(a, compared), this.#length(b, compared)];
    const [shorter, longer] = lengthA < lengthB ? [lengthA, lengthB] : [lengthB, lengthA];
    if (shorter < fewestTokens || shorter < this.#similarity * longer - 1) return null;
    const [rowA, rowB] = [this.#read(a), this.#read(b)];
    return [rowA, rowB, this.#ownTokens(comparedPart(lengthA >= lengthB ? rowA : rowB, compared))];
  }

  #mostEdits(own: number): number {
    return own < fewestTokens ? 0 : Math.max(1, Math.floor((1 - this.#similarity) * own));
  }

  #answersCanAgree(a: number, b: number): boolean {
    if (this.#sketches.kind(a) !== this.#sketches.kind(b)) return false;
    return this.#sketches.kind(a) === textAnswer || this.#sketches.sameAnswer(a, b);
  }

  #length(row: number, compared: Compared): number {
    return this.#sketches.partLength(row, 1) + (compared === 'row' ? this.#sketches.partLength(row, 2) : 0);
  }

  #read(row: number): TokenRow {
    return {
      tokens: this.#sketches.readTokens(row),
      instructions: this.#sketches.partLength(row, 0),
      prompt: this.#sketches.partLength(row, 1),
    };
  }

  /** Tokens that are no wording: a template in which other words were filled in is another row. */
  #ownTokens(tokens: Uint32Array): number {
    if (this.#wording.size === 0 || tokens.length < longShingle) return tokens.length;
    const shingles = fill(this.#shingles[0], tokens, longShingle);
    let own = 0;
    for (let at = 0; at < shingles.length; at += 1) if (!this.#wording.has(shingles.words[at]!)) own += 1;
    return own === shingles.length ? tokens.length : own; // a filled-in word is part of up to five 5-grams, one at the end of one
  }

  #isReordered(a: Uint32Array, b: Uint32Array): boolean {
    return Math.min(a.length, b.length) >= fewTokens && sameFacts(a, b) && this.#jaccardOf(a, b) >= reorderedJaccard;
  }

  #jaccardOf(a: Uint32Array, b: Uint32Array): number {
    const shortest = Math.min(a.length, b.length);
    const size = shortest >= longShingle ? longShingle : Math.max(1, Math.min(shortShingle, shortest));
    return this.#jaccard.measure(fill(this.#shingles[0], a, size), fill(this.#shingles[1], b, size));
  }
}

function fill(shingles: WordBuffer, tokens: Uint32Array, size: number): WordBuffer {
  shingles.length = 0;
  appendShingles(tokens, size, shingles);
  return shingles;
}

/** Whether what differs leaves facts and answers as they are. @param own tokens of the row that are no wording */
function saysTheSame(parts: readonly AlignedPart[], own: number): boolean {
  if (own < fewTokens && parts.some(({ alignment }) => alignment.hunks.some(replaces))) return false;
  const samePrompt = parts.every(({ alignment, isAnswer }) => isAnswer || alignment.edits === 0);
  return parts.every(({ alignment, a, b, isAnswer }) => {
    const alone = isAnswer && samePrompt;
    if (isAnswer && !answerIsLeft(alignment, Math.max(a.length, b.length), alone)) return false;
    return alignment.hunks.every(
      (hunk) =>
        !exchangesPassage(hunk) &&
        !changesFacts(hunk, a, b, alone && a.length < oneStatement) &&
        !(isAnswer && changesNegation(hunk, a, b)),
    );
  });
}

function answerIsLeft({ edits }: Alignment, tokens: number, alone: boolean): boolean {
  if (edits === 0) return true;
  return edits <= Math.max(1, Math.floor((1 - (alone ? answerSimilarityAlone : answerSimilarity)) * tokens));
}

function replaces({ fromA, toA, fromB, toB }: Hunk): boolean {
  return toA > fromA && toB > fromB;
}
