import type { QuarantineReason, QuarantineSample } from '../../contracts/data-report.ts';
import { RowRule } from '../../contracts/row-finding.ts';
import type { RowFinding } from '../../contracts/row-finding.ts';
import { maskedExcerpt } from './mask-text.ts';
import type { ExcerptSource } from './mask-text.ts';

/** Rows of a rule that are shown where nothing else is asked for. */
export const shownRows = 5;
/** Characters of a message that a sample keeps. */
const longestMessage = 400;

/** The first rows, by file and line, of each rule that kept a row out; in whichever order they come. */
export class QuarantineSamples {
  readonly #most: number;
  readonly #byRule = new Map<RowRule, QuarantineSample[]>();

  /** @param most rows kept of each rule */
  constructor(most: number) {
    this.#most = most;
  }

  add({ file, line, rule, message }: RowFinding, source?: () => ExcerptSource | null): void {
    const samples = this.#byRule.get(rule) ?? [];
    this.#byRule.set(rule, samples);
    if (this.#most === 0 || samples.some((sample) => sample.file === file && sample.line === line)) return;
    const last = samples.at(-1);
    if (samples.length === this.#most && last !== undefined && !isBefore({ file, line }, last)) return;
    const isSecret = rule === 'pii' || rule === 'secret';
    const shown = source?.() ?? null;
    const sample = {
      file,
      line,
      message: message.length > longestMessage ? `${message.slice(0, longestMessage - 1)}…` : message,
      excerpt: shown === null ? null : maskedExcerpt(shown, isSecret),
    };
    const place = samples.findIndex((other) => isBefore(sample, other));
    samples.splice(place < 0 ? samples.length : place, 0, sample);
    samples.length = Math.min(samples.length, this.#most);
  }

  /** @param rowsOf how many rows a rule kept out in all */
  reasons(rowsOf: (rule: RowRule) => number): QuarantineReason[] {
    return RowRule.options.flatMap((rule) => {
      const samples = this.#byRule.get(rule);
      return samples === undefined ? [] : [{ rule, rows: rowsOf(rule), samples }];
    });
  }
}

function isBefore(a: Pick<QuarantineSample, 'file' | 'line'>, b: Pick<QuarantineSample, 'file' | 'line'>): boolean {
  return a.file === b.file ? a.line < b.line : a.file < b.file;
}
