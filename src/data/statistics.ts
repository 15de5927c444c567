import { hash } from 'node:crypto';
import type { DatasetStatistics } from '../contracts/dataset.ts';
import type { Row } from '../contracts/row.ts';
import { answerOf, promptOf } from './canonical-row.ts';
import { countWords } from './count-words.ts';
import { LengthHistogram } from './statistics/length-histogram.ts';
import { wordsOfPrompt } from './validation/check-lengths.ts';

/** Gathers the short statistics of a dataset while its rows stream by; `statistics/` has the long ones. */
export class StatisticsBuilder {
  #rows = 0;
  readonly #promptWords = new LengthHistogram();
  readonly #answerWords = new LengthHistogram();
  readonly #promptCharacters = new LengthHistogram();
  readonly #answerCharacters = new LengthHistogram();
  readonly #answers = new Set<string>();

  add(row: Row): void {
    const answer = answerOf(row);
    this.#rows += 1;
    this.#promptWords.add(wordsOfPrompt(row));
    this.#answerWords.add(countWords(answer));
    this.#promptCharacters.add(promptOf(row).reduce((sum, message) => sum + message.content.length, 0));
    this.#answerCharacters.add(answer.length);
    this.#answers.add(hash('sha256', answer, 'base64').slice(0, 22));
  }

  /** Characters are UTF-16 code units. */
  statistics(): DatasetStatistics {
    return {
      rows: this.#rows,
      promptWords: this.#promptWords.statistics(),
      answerWords: this.#answerWords.statistics(),
      promptCharacters: this.#promptCharacters.statistics(),
      answerCharacters: this.#answerCharacters.statistics(),
      distinctAnswers: this.#answers.size,
    };
  }
}
