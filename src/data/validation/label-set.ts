import { contentField, type CheckedRow, type Problem } from './checked-row.ts';

/** A label that was found in fewer than one of so many rows is a slip, in datasets of at least `largeDataset` rows. */
const rowsALabel = 5_000;
const largeDataset = 1_000;
/** A spelling this many times rarer than another of the same label is a slip. */
const rarerSpelling = 5;

/**
 * The closed set of answers among labels that were found: without rare ones (less than 1 in 5,000 rows, from 1,000 rows
 * on) and without rare spellings of another label.
 * @param counts labels with the rows that have them
 */
export function labelsWithoutSlips(counts: readonly (readonly [string, number])[], rows: number): string[] {
  const least = rows < largeDataset ? 1 : Math.max(2, Math.ceil(rows / rowsALabel));
  const mostOf = new Map<string, number>();
  for (const [label, count] of counts) mostOf.set(plain(label), Math.max(count, mostOf.get(plain(label)) ?? 0));
  return counts
    .filter(([label, count]) => count >= least && count * rarerSpelling > mostOf.get(plain(label))!)
    .map(([label]) => label)
    .toSorted();
}

/** Labels of two rows or more stand for so many on average where one of a single row is rare against them. */
const rowsOfCommonLabels = 10;

/**
 * Labels that one row only has, in a dataset whose other labels have ten on average: a rare class or a slip, which only
 * whoever made the data can tell. Larger datasets have no such label (see labelsWithoutSlips).
 * @param counts labels with the rows that have them
 */
export function rareLabels(counts: readonly (readonly [string, number])[]): string[] {
  const common = counts.filter(([, rows]) => rows > 1);
  const rows = common.reduce((sum, [, count]) => sum + count, 0);
  if (common.length === 0 || rows < rowsOfCommonLabels * common.length) return [];
  return counts.filter(([, count]) => count === 1).map(([label]) => label);
}

/** Says of an answer whether it is a label, or how it differs from one. */
export class LabelSet {
  readonly #labels: ReadonlySet<string>;
  readonly #lower: ReadonlySet<string>;
  readonly #plain: ReadonlySet<string>;

  readonly #rare: ReadonlySet<string>;

  /** @param rare labels of which a row is told, since they may be slips */
  constructor(labels: readonly string[], rare: readonly string[] = []) {
    this.#rare = new Set(rare);
    this.#labels = new Set(labels);
    this.#lower = new Set(labels.map((label) => label.toLowerCase()));
    this.#plain = new Set(labels.map(plain));
  }

  /** Problems of a row whose last message is its answer. */
  check({ messages }: CheckedRow): Problem[] {
    const answer = messages.at(-1)!.content;
    const field = contentField(messages.length - 1);
    if (this.#rare.has(answer)) return [{ check: 'labelSet', rule: 'label-set', field, message: onlyOne, policy: 'flag' }];
    if (this.#labels.has(answer)) return [];
    return [{ check: 'labelSet', rule: 'label-set', field, message: this.#difference(answer) }];
  }

  #difference(answer: string): string {
    const several = `the ${this.#labels.size} labels of this dataset`;
    if (this.#lower.has(answer.toLowerCase())) return `the answer differs from one of ${several} in letter case only`;
    const bare = plain(answer);
    if (this.#plain.has(bare)) return `the answer differs from one of ${several} in punctuation or white space only`;
    if ([...this.#plain].some((label) => isOneEditAway(bare, label))) return `the answer differs from one of ${several} by one character`;
    return `the answer is none of ${several}`;
  }
}

const onlyOne =
  'no other row has this answer: a rare class or a slip; name all labels (validation.labelSet.labels) to have other answers dropped';

/** Letters and digits in lower case: what is left of a label when case, quotation marks, full stops and spaces are gone. */
function plain(label: string): string {
  const letters = label.toLowerCase().replace(/[^\p{L}\p{N}\p{M}]+/gu, '');
  return letters === '' ? label : letters;
}

/** One character more, less or other. Short labels are too close to each other for that to mean anything. */
function isOneEditAway(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 4 || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) [endA, endB] = [endA - 1, endB - 1];
  return endA - start <= 1 && endB - start <= 1;
}
