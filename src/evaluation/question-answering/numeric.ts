import type { AnswerMetric } from './answer-metric.ts';

export interface NumericOptions {
  /** Largest difference that still counts as equal. */
  absolute: number;
  /** The same as a share of the reference; the larger of the two allowances counts. */
  relative: number;
  /** Which number of an answer is meant: the answer is nothing but a number, or the last one in it (as GSM8K is scored). */
  find: 'whole' | 'last';
}

export const numericDefaults: NumericOptions = { absolute: 1e-9, relative: 1e-6, find: 'whole' };

/** Longer texts are no numbers; patterns take quadratic time on long blanks. */
const longestNumber = 100;

/** `between`: what may stand between groups of three digits. */
const numberWith = (between: string) => String.raw`[-+−]?(?:\d{1,3}(?:[${between}]\d{3})+(?!\d)|\d+)?(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const wholeNumber = new RegExp(
  String.raw`^[$€£¥]?\s*(?<number>${numberWith(String.raw`,'’_ \u00a0\u202f`)})\s*(?<percent>%?)\s*[$€£¥]?\.?$`,
  'u',
);
/** In running text two numbers may follow each other, so that a space parts them. */
const anyNumber = new RegExp(String.raw`(?<![\w.])(?=[-+−]?\.?\d)(?<number>${numberWith(",'’_")})(?<percent>\s*%)?`, 'gu');

/**
 * The number that a text is, in English writing: decimal point; commas, apostrophes, underscores or spaces between
 * groups of three digits; one currency sign; a per cent sign divides by 100. null for anything else, NaN and infinity among it.
 */
export function parseNumber(text: string, find: NumericOptions['find'] = 'whole'): number | null {
  if (find === 'last') return valueOf([...text.matchAll(anyNumber)].at(-1) ?? null);
  const whole = text.trim();
  return whole.length > longestNumber ? null : valueOf(wholeNumber.exec(whole));
}

function valueOf(found: RegExpExecArray | null): number | null {
  const digits = found?.groups?.['number'] ?? '';
  if (!/\d/u.test(digits)) return null;
  const value = Number(digits.replace('−', '-').replace(/[,'’_ \u00a0\u202f]/gu, ''));
  if (!Number.isFinite(value)) return null;
  return (found?.groups?.['percent'] ?? '').includes('%') ? value / 100 : value;
}

/** Whether |answer − reference| ≤ max(absolute, relative × |reference|). An answer without a number is wrong; references that are no numbers cannot be scored against. */
export function numericMatch(options: Partial<NumericOptions> = {}): AnswerMetric {
  const { absolute, relative, find } = { ...numericDefaults, ...options };
  return {
    name: 'numeric',
    signature: (references) => `match:numeric|nrefs:${references}|abs:${absolute}|rel:${relative}|find:${find}|version:1`,
    score(answer, references) {
      const wanted = references.flatMap((reference) => parseNumber(reference) ?? []);
      if (wanted.length === 0) return null;
      const given = parseNumber(answer, find);
      if (given === null) return 0;
      return wanted.some((value) => Math.abs(given - value) <= Math.max(absolute, relative * Math.abs(value))) ? 1 : 0;
    },
  };
}
