import { lcsLength } from './lcs.ts';
import { ngramMatches } from './ngram-matches.ts';
import { rougeScoreVersion } from './releases.ts';
import { rougeTokens } from './rouge-tokens.ts';
import type { RougeTokenizer } from './rouge-tokens.ts';
import type { Overlap, TextMetric } from './text-metric.ts';
import { signatureOf } from './text-metric.ts';
import { TokenIds } from './token-ids.ts';
import { unionHits } from './union-lcs.ts';

/** A number n: n-grams. L: longest common subsequence of the whole texts. Lsum: the same by lines. */
export type RougeKind = number | 'L' | 'Lsum';

export interface RougeOptions {
  tokenizer: RougeTokenizer;
  stem: boolean;
}

export const rougeDefaults: RougeOptions = { tokenizer: 'ascii', stem: false };

type Tokens = (text: string) => string[];

/**
 * ROUGE (Lin 2004) as rouge_score computes it, each number in [0, 1]. An item with several references has the score of
 * the one with the best F1, the first of equals; a side without tokens scores 0. A corpus has the mean of its items.
 */
export function rougeMetric(kind: RougeKind, options: Partial<RougeOptions> = {}): TextMetric {
  const { tokenizer, stem } = { ...rougeDefaults, ...options };
  const tokensOf = rougeTokens(tokenizer, stem);
  const overlap = overlapOf(kind, tokensOf);
  return {
    name: `ROUGE-${kind}`,
    better: 'higher',
    scale: 1,
    width: 3,
    statistics(prediction, references) {
      const { precision, recall, f1 } = references
        .map((reference) => overlap(prediction, reference))
        .reduce((best, each) => (each.f1 > best.f1 ? each : best));
      return Float64Array.of(precision, recall, f1);
    },
    itemScore: (statistics) => meanOverlap(statistics, 1),
    corpusScore: meanOverlap,
    signature: (references) =>
      signatureOf({
        nrefs: references,
        type: `rouge${kind}`,
        stem: stem ? 'yes' : 'no',
        tok: tokenizer,
        refs: 'best',
        version: rougeScoreVersion,
      }),
  };
}

function meanOverlap([precision = 0, recall = 0, f1 = 0]: Float64Array, items: number): Overlap {
  return { precision: precision / items, recall: recall / items, f1: f1 / items };
}

function overlapOf(kind: RougeKind, tokensOf: Tokens): (prediction: string, reference: string) => Overlap {
  if (kind === 'Lsum') return (prediction, reference) => linesOverlap(prediction, reference, tokensOf);
  return (prediction, reference) => {
    const ids = new TokenIds();
    const wanted = ids.add(tokensOf(reference));
    const given = ids.find(tokensOf(prediction));
    if (kind === 'L') return shareOf(commonLength(given, wanted, ids.size), given.length, wanted.length);
    const matches = ngramMatches(given, [wanted], kind)[kind - 1] ?? 0;
    return shareOf(matches, Math.max(0, given.length - kind + 1), Math.max(0, wanted.length - kind + 1));
  };
}

/** Tokens that only one side has are in no common subsequence, and left out first. */
function commonLength(given: Int32Array, wanted: Int32Array, vocabulary: number): number {
  const known = given.filter((token) => token >= 0);
  const used = new Uint8Array(vocabulary);
  for (const token of known) used[token] = 1;
  return lcsLength(
    wanted.filter((token) => used[token] === 1),
    known,
    vocabulary,
  );
}

function linesOverlap(prediction: string, reference: string, tokensOf: Tokens): Overlap {
  const ids = new TokenIds();
  const sentences = (text: string) => text.split('\n').map((line) => ids.add(tokensOf(line)));
  const [wanted, given] = [sentences(reference), sentences(prediction)];
  return shareOf(unionHits(wanted, given, ids.size), countOf(given), countOf(wanted));
}

function countOf(sentences: readonly Int32Array[]): number {
  return sentences.reduce((sum, { length }) => sum + length, 0);
}

function shareOf(shared: number, given: number, wanted: number): Overlap {
  const precision = shared / Math.max(given, 1);
  const recall = shared / Math.max(wanted, 1);
  return { precision, recall, f1: shared === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
