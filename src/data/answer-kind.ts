import type { AnswerKind } from '../contracts/dataset.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { countWords } from './count-words.ts';

/** A label has at most so many words, a closed set at most so many labels. */
const longestLabelWords = 5;
const mostLabels = 50;

/** Share of the rows that must fit a kind of answer for the dataset to be of it. The others are dropped and listed. */
const fittingShare = 0.95;
/** More distinct short answers than this are not counted: they are no closed set. */
const mostCounted = 100_000;
/** A label is a name; what is longer than this many characters is text, however few words it has. */
const longestLabel = 200;

/** How a dataset's answers are judged, and the closed set of labels (sorted; `null` unless labels). */
export interface AnswerDecision {
  answers: AnswerKind;
  labels: string[] | null;
}

/** Counts answers while rows stream by, to find what kind they are. */
export class AnswerCensus {
  #rows = 0;
  #objects = 0;
  readonly #short = new Map<string, number>();

  add(answer: string): void {
    this.#rows += 1;
    if (isJsonObject(answer)) this.#objects += 1;
    const counted = this.#short.get(answer);
    if (counted !== undefined) this.#short.set(answer, counted + 1);
    else if (this.#short.size < mostCounted && isLabelLike(answer)) this.#short.set(answer, 1);
  }

  get rows(): number {
    return this.#rows;
  }

  /** Rows that have this short answer; 0 where it was not counted. */
  rowsWith(answer: string): number {
    return this.#short.get(answer) ?? 0;
  }

  /**
   * The kind of the answers. `auto`: json when 95 % are JSON objects; labels when at most 50 distinct answers of at most
   * 5 words cover 95 % and each stands for two rows on average (in 30 rows, 30 short answers are no closed set); else text.
   * @throws DatasetRejected when labels are asked for and 50 of them do not cover 95 % of the rows
   */
  decide(asked: AnswerKind | 'auto', dataset: string): AnswerDecision {
    if (asked === 'auto') return this.#detect();
    if (asked !== 'labels') return { answers: asked, labels: null };
    const { labels, rows } = this.#mostFrequent();
    if (rows < fittingShare * this.#rows) {
      throw new AnnealFailure(
        'DatasetRejected',
        `Dataset "${dataset}" is said to have labels as answers, but its ${labels.length} most frequent answers of at most ${longestLabelWords} words cover ${rows} of ${this.#rows} rows, and 95 % is needed. Set answers to "text", "json" or "auto", or mend the labels.`,
        {
          details: { dataset, covered: rows, rows: this.#rows },
        },
      );
    }
    return { answers: 'labels', labels };
  }

  #detect(): AnswerDecision {
    if (this.#objects >= fittingShare * this.#rows) return { answers: 'json', labels: null };
    const { labels, rows } = this.#mostFrequent();
    const closed = rows >= fittingShare * this.#rows && 2 * labels.length <= this.#rows;
    return closed ? { answers: 'labels', labels } : { answers: 'text', labels: null };
  }

  /** Ties are broken by the label itself, so that the order of the rows does not matter. */
  #mostFrequent(): { labels: string[]; rows: number } {
    const ranked = [...this.#short].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, mostLabels);
    return { labels: ranked.map(([label]) => label).toSorted(), rows: ranked.reduce((sum, [, count]) => sum + count, 0) };
  }
}

/** Whether a text is one JSON object and nothing else. */
export function isJsonObject(text: string): boolean {
  if (!text.startsWith('{') || !text.endsWith('}')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isLabelLike(answer: string): boolean {
  return answer.length <= longestLabel && countWords(answer) <= longestLabelWords;
}
