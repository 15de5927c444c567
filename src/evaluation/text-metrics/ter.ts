import { sacrebleuVersion } from './releases.ts';
import type { TextMetric } from './text-metric.ts';
import { signatureOf } from './text-metric.ts';
import { TokenIds } from './token-ids.ts';
import { splitWords } from './white-space.ts';
import { WordEdits } from './word-edits.ts';
import { shiftWords } from './word-shifts.ts';

export interface TerOptions {
  lowerCase: boolean;
}

export const terDefaults: TerOptions = { lowerCase: true };

/**
 * Translation edit rate (Snover et al. 2006) as sacreBLEU's Tercom computes it, in percent: edits and shifts of words for
 * a word of the reference; lower is better and it may pass 100. Statistics: fewest edits over the references, mean length
 * of the references. Where all references are empty it is 0 for an empty prediction, else 100.
 */
export function terMetric(options: Partial<TerOptions> = {}): TextMetric {
  const { lowerCase } = { ...terDefaults, ...options };
  const wordsOf = (text: string) => splitWords(lowerCase ? text.toLowerCase() : text);
  return {
    name: 'TER',
    better: 'lower',
    scale: 100,
    width: 2,
    statistics(prediction, references) {
      const given = wordsOf(prediction);
      const wanted = references.map(wordsOf);
      const fewest = Math.min(...wanted.map((words) => editsBetween(given, words)));
      return Float64Array.of(fewest, wanted.reduce((sum, words) => sum + words.length, 0) / wanted.length);
    },
    itemScore: terScore,
    corpusScore: terScore,
    signature: (references) =>
      signatureOf({
        nrefs: references,
        case: lowerCase ? 'lc' : 'mixed',
        tok: 'tercom',
        norm: 'no',
        punct: 'yes',
        asian: 'no',
        version: sacrebleuVersion,
      }),
  };
}

function editsBetween(given: readonly string[], wanted: readonly string[]): number {
  if (wanted.length === 0 || given.length === 0) return given.length + wanted.length;
  const ids = new TokenIds();
  const reference = ids.add(wanted);
  const hypothesis = ids.add(given);
  const matrix = new WordEdits(hypothesis, reference);
  return shiftWords(hypothesis, reference, matrix) + matrix.distance;
}

function terScore([total = 0, length = 0]: Float64Array): number {
  if (length > 0) return (100 * total) / length;
  return total > 0 ? 100 : 0;
}
