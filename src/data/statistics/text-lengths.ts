import type { PartStatistics, TextLengths } from '../../contracts/dataset-statistics.ts';
import { LengthHistogram } from './length-histogram.ts';

/** Words, characters and tokens of texts. */
export class TextLengthsBuilder {
  readonly #words = new LengthHistogram();
  readonly #characters = new LengthHistogram();
  readonly #tokens = new LengthHistogram();

  /** `tokens` null = not counted. */
  add(words: number, characters: number, tokens: number | null): void {
    this.#words.add(words);
    this.#characters.add(characters);
    if (tokens !== null) this.#tokens.add(tokens);
  }

  result(): TextLengths {
    return {
      words: this.#words.statistics(),
      characters: this.#characters.statistics(),
      tokens: this.#tokens.rows === 0 ? null : this.#tokens.statistics(),
    };
  }
}

/** Lengths of the rows of a split or a label. */
export class PartBuilder {
  readonly #promptWords = new LengthHistogram();
  readonly #answerWords = new LengthHistogram();
  readonly #tokens = new LengthHistogram();

  add(promptWords: number, answerWords: number, tokens: number | null): void {
    this.#promptWords.add(promptWords);
    this.#answerWords.add(answerWords);
    if (tokens !== null) this.#tokens.add(tokens);
  }

  result(): PartStatistics {
    return {
      rows: this.#answerWords.rows,
      promptWords: this.#promptWords.statistics(),
      answerWords: this.#answerWords.statistics(),
      tokens: this.#tokens.rows === 0 ? null : this.#tokens.statistics(),
    };
  }
}
