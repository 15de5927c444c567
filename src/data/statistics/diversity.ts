import type { Diversity } from '../../contracts/dataset-statistics.ts';
import { DistinctCounter } from './distinct-counter.ts';
import { selfBleu } from './self-bleu.ts';
import { TextSample } from './text-sample.ts';
import { vendiScore, wordCosines } from './vendi-score.ts';
import { eachWord, mixed } from './word-stream.ts';

const window = 1_000;
/** Answers that self-BLEU and the Vendi score look at. */
const sampleSize = 100;

/** Gathers how varied texts are. Memory: 5 MB at most. Texts go on where the last one ended; pairs of words do not. */
export class DiversityBuilder {
  readonly #vocabulary = new DistinctCounter();
  readonly #pairsSeen = new DistinctCounter();
  readonly #sample = new TextSample(sampleSize);
  readonly #inWindow = new Set<number>();
  #windows = 0;
  #windowTypes = 0;
  #words = 0;
  #pairs = 0;

  /** `key`: a hash by which the sample is drawn. */
  add(key: string, text: string): void {
    this.#sample.add(key, text);
    let [before, beforeLow] = [0, 0];
    let first = true;
    eachWord(text, (high, low) => {
      this.#vocabulary.add(high, low);
      if (!first) {
        this.#pairs += 1;
        this.#pairsSeen.add(mixed(Math.imul(before, 31) ^ high), mixed(Math.imul(beforeLow, 0x9e3779b1) + low));
      }
      [before, beforeLow, first] = [high, low, false];
      this.#inWindow.add(low >>> 1);
      this.#words += 1;
      if (this.#words % window === 0) this.#closeWindow();
    });
  }

  result(): Diversity {
    const vocabularySize = this.#vocabulary.result();
    const texts = this.#sample.texts();
    const score = selfBleu(texts);
    return {
      wordTokenizer: 'letters-digits-marks, lower case; ideographs one by one',
      words: this.#words,
      vocabularySize,
      distinct1: shareOf(vocabularySize.count, this.#words),
      distinct2: shareOf(this.#pairsSeen.result().count, this.#pairs),
      typeTokenRatio: this.#windows === 0 ? null : { window, windows: this.#windows, mean: this.#windowTypes / (this.#windows * window) },
      selfBleu: score === null ? null : { score, sample: texts.length },
      vendiScore: texts.length < 2 ? null : { score: vendiScore(wordCosines(texts.map(wordCounts))), sample: texts.length },
    };
  }

  #closeWindow(): void {
    this.#windows += 1;
    this.#windowTypes += this.#inWindow.size;
    this.#inWindow.clear();
  }
}

/** An estimate can be above the number itself. */
function shareOf(distinct: number, all: number): number {
  return all === 0 ? 0 : Math.min(1, distinct / all);
}

function wordCounts(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  eachWord(text, (high, low) => {
    const word = (high >>> 11) * 2 ** 32 + (low >>> 0);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  });
  return counts;
}
