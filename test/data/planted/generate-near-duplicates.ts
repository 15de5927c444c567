import { seededRandom, type Random } from '../pii-text/random.ts';
import { longContent } from './content.ts';
import { changeNumbers, editWords } from './edit-text.ts';
import { jaccard } from './jaccard.ts';

export interface NearDuplicateRow {
  prompt: string;
  answer: string;
}

/** Two rows by their index. `edited` = share of words edited on the way from one to the other, `jaccard` = of the five-word runs of the prompts. */
export interface NearDuplicatePair {
  rows: [number, number];
  edited: number;
  jaccard: number;
}

export interface NearDuplicates {
  rows: NearDuplicateRow[];
  /** Row and edited copy; two copies of one row are no pair here but stand in its cluster. */
  pairs: NearDuplicatePair[];
  /** Indices of the rows that are one, ascending; rows without a copy are not listed. */
  clusters: number[][];
  /** Pairs that must not be merged: the same sentences about other numbers, with another answer. */
  lookalikes: [number, number][];
}

type Kind = 'alone' | 'copied' | 'copied-twice' | 'lookalike';

/**
 * Rows of about 100 words to measure near-duplicate detection with: a third stand alone, others have one or two copies
 * with 1–10 % of the prompt's words edited and the same answer, and some have a look-alike with other facts and another
 * answer. Recall is the share of `pairs` that were found (by ranges of `jaccard`), or of `clusters` that were rebuilt; a
 * merge of rows of no common cluster is false. About two pairs in nine have a likeness of 0.8 or more: take 4,000 rows at
 * least, so that each range has over 100 pairs and a recall of 0.99 can be told from less. Rows stand in random order;
 * the same seed gives the same rows.
 *
 * @param count rows in all (one or two more where the last ones are a family)
 */
export function generateNearDuplicates(seed: number, count: number): NearDuplicates {
  const random = seededRandom(seed);
  const families: Family[] = [];
  for (let made = 0; made < count; made += families.at(-1)!.rows.length) families.push(family(random));
  const places = random.shuffled(Array.from({ length: families.reduce((sum, { rows }) => sum + rows.length, 0) }, (_, index) => index));
  const result: NearDuplicates = { rows: [], pairs: [], clusters: [], lookalikes: [] };
  let next = 0;
  for (const { kind, rows, edited } of families) {
    const own = rows.map(() => places[next++]!);
    rows.forEach((row, index) => (result.rows[own[index]!] = row));
    if (kind === 'lookalike') result.lookalikes.push([own[0]!, own[1]!]);
    else if (rows.length > 1) {
      result.clusters.push(own.toSorted((a, b) => a - b));
      for (const [index, share] of edited.entries())
        result.pairs.push({ rows: [own[0]!, own[index + 1]!], edited: share, jaccard: jaccard(rows[0]!.prompt, rows[index + 1]!.prompt) });
    }
  }
  return result;
}

interface Family {
  kind: Kind;
  rows: NearDuplicateRow[];
  edited: number[];
}

function family(random: Random): Family {
  const kind = random.pick<Kind>(['alone', 'alone', 'copied', 'copied', 'copied-twice', 'lookalike']);
  const { prompt, answer } = longContent(random, random.between(85, 115));
  const first = { prompt, answer };
  if (kind === 'alone') return { kind, rows: [first], edited: [] };
  if (kind === 'lookalike')
    return { kind, rows: [first, { prompt: changeNumbers(random, prompt), answer: longContent(random, 1).answer }], edited: [] };
  const copies = Array.from({ length: kind === 'copied' ? 1 : 2 }, () => editWords(random, prompt, 0.01 + random.fraction() * 0.09));
  return { kind, rows: [first, ...copies.map(({ text }) => ({ prompt: text, answer }))], edited: copies.map(({ edited }) => edited) };
}
