import { ngramMatches } from './ngram-matches.ts';
import { sacrebleuVersion } from './releases.ts';
import type { TextMetric } from './text-metric.ts';
import { signatureOf } from './text-metric.ts';
import { TokenIds } from './token-ids.ts';
import { isSpace, splitWords } from './white-space.ts';

export interface ChrfOptions {
  /** Longest n-grams of characters. */
  characters: number;
  /** Longest n-grams of words: 0 for chrF, 2 for chrF++. */
  words: number;
  /** How many times recall counts more than precision. */
  beta: number;
  lowerCase: boolean;
}

export const chrfDefaults: ChrfOptions = { characters: 6, words: 0, beta: 2, lowerCase: false };

/** A text as chrF counts it. */
interface Counted {
  codes: Int32Array;
  words: string[];
}

/**
 * chrF (Popović 2015) and chrF++ (2017), 0 to 100, as sacreBLEU computes them: white space is left out, characters are
 * code points. Statistics: n-grams of the prediction, of the reference, and of both, order by order; of several
 * references those of the one with the best score.
 */
export function chrfMetric(options: Partial<ChrfOptions> = {}): TextMetric {
  const settings = { ...chrfDefaults, ...options };
  const { characters, words, beta, lowerCase } = settings;
  const count = (text: string): Counted => {
    const cased = lowerCase ? text.toLowerCase() : text;
    return { codes: codePoints(cased), words: words === 0 ? [] : wordsOf(cased) };
  };
  const score = (statistics: Float64Array) => chrfScore(statistics, beta);
  return {
    name: `chrF${beta}${'+'.repeat(words)}`,
    better: 'higher',
    scale: 100,
    width: 3 * (characters + words),
    statistics(prediction, references) {
      const given = count(prediction);
      return references
        .map((reference) => statisticsOf(given, count(reference), settings))
        .reduce((best, each) => (score(each) > score(best) ? each : best));
    },
    itemScore: score,
    corpusScore: score,
    signature: (references) =>
      signatureOf({
        nrefs: references,
        case: lowerCase ? 'lc' : 'mixed',
        eff: 'yes',
        nc: characters,
        nw: words,
        space: 'no',
        version: sacrebleuVersion,
      }),
  };
}

function statisticsOf(given: Counted, wanted: Counted, { characters, words }: ChrfOptions): Float64Array {
  const statistics = new Float64Array(3 * (characters + words));
  const fill = (offset: number, orders: number, mine: Int32Array, theirs: Int32Array) => {
    const matches = ngramMatches(mine, [theirs], orders);
    for (let index = 0; index < orders; index++) {
      const inReference = Math.max(0, theirs.length - index);
      const at = 3 * (offset + index);
      statistics[at] = inReference === 0 ? 0 : Math.max(0, mine.length - index);
      statistics[at + 1] = inReference;
      statistics[at + 2] = matches[index]!;
    }
  };
  fill(0, characters, given.codes, wanted.codes);
  const ids = new TokenIds();
  const theirs = ids.add(wanted.words);
  fill(characters, words, ids.find(given.words), theirs);
  return statistics;
}

function codePoints(text: string): Int32Array {
  const codes = new Int32Array(text.length);
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index)!;
    if (code > 0xffff) index++;
    if (!isSpace(code)) codes[count++] = code;
  }
  return codes.subarray(0, count);
}

/** Words with one ASCII punctuation mark split off the end, or else off the start. */
function wordsOf(text: string): string[] {
  return splitWords(text).flatMap((word) => {
    if (word.length === 1) return word;
    if (isPunctuation(word.charCodeAt(word.length - 1))) return [word.slice(0, -1), word.slice(-1)];
    return isPunctuation(word.charCodeAt(0)) ? [word.slice(0, 1), word.slice(1)] : word;
  });
}

/** Python's `string.punctuation`. */
function isPunctuation(code: number): boolean {
  return (
    (code >= 0x21 && code <= 0x2f) || (code >= 0x3a && code <= 0x40) || (code >= 0x5b && code <= 0x60) || (code >= 0x7b && code <= 0x7e)
  );
}

/** F of the mean precision and the mean recall, over the orders that both sides have n-grams of. */
function chrfScore(statistics: Float64Array, beta: number): number {
  let [precision, recall, orders] = [0, 0, 0];
  for (let at = 0; at < statistics.length; at += 3) {
    const [given, wanted, matches] = [statistics[at]!, statistics[at + 1]!, statistics[at + 2]!];
    if (given === 0 || wanted === 0) continue;
    precision += matches / given;
    recall += matches / wanted;
    orders++;
  }
  if (precision + recall === 0) return 0;
  precision /= orders;
  recall /= orders;
  const factor = beta ** 2;
  return (100 * ((1 + factor) * precision * recall)) / (factor * precision + recall);
}
