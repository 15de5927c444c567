import { createHash } from 'node:crypto';
import type { AnswerKind } from '../../contracts/dataset.ts';
import type { PerturbationName, RobustnessSuite } from '../../contracts/robustness-report.ts';
import type { Row } from '../../contracts/row.ts';
import { answerOf } from '../few-shot.ts';
import { SeededRandom } from '../random.ts';
import { attacks } from './adversarial.ts';
import { wordSet } from './change-words.ts';
import { bytesOf, edges } from './edge.ts';
import { formats } from './format.ts';
import type { Perturbation } from './perturbation.ts';
import { typos } from './typos.ts';

/** Another version makes other texts: raise it with every change to what a perturbation writes. */
export const suiteVersion = 1;

/** Enough for long questions; a caller that knows the model's context should say less or more. */
export const defaultMaximumBytes = 8192;

/** The four suites and their perturbations, in order. */
export const suites: Record<RobustnessSuite, readonly Perturbation[]> = { typos, format: formats, edge: edges, adversarial: attacks };

/** By name: what it is, and of which suite. */
export const perturbations: ReadonlyMap<PerturbationName, Perturbation & { suite: RobustnessSuite }> = new Map(
  (Object.keys(suites) as RobustnessSuite[]).flatMap((suite) => suites[suite].map((each) => [each.name, { ...each, suite }] as const)),
);

export interface VariantRequest {
  rows: readonly Row[];
  answers: AnswerKind;
  format: 'chat' | 'completion';
  /** UTF-8 bytes that all messages of a prompt may have together; default 8,192. No tokenizer that falls back to bytes makes more tokens of it. */
  maximumBytes?: number;
}

/** Rows put otherwise by one perturbation. Their ids, groups, metadata and answers are those of the rows that they come from. */
export interface VariantSet {
  perturbation: PerturbationName;
  rows: Row[];
  /** Ids of rows that stay as they are, and of rows whose variant would be too long: neither is asked again. */
  unchanged: string[];
  tooLong: string[];
}

/**
 * Puts rows otherwise. What a row becomes depends on the version of the suites, the perturbation and the row's id and
 * text alone. To be applied before a task's prefix is put before the question: prefixes are never changed.
 */
export function makeVariants(name: PerturbationName, request: VariantRequest): VariantSet {
  const { rows, ...given } = request;
  const made: VariantSet = { perturbation: name, rows: [], unchanged: [], tooLong: [] };
  for (const row of rows) {
    const variant = changedRow(row, name, given);
    if (variant === 'unchanged') made.unchanged.push(row.id);
    else if (variant === 'too-long') made.tooLong.push(row.id);
    else made.rows.push(variant);
  }
  return made;
}

function changedRow(row: Row, name: PerturbationName, request: Omit<VariantRequest, 'rows'>): Row | 'unchanged' | 'too-long' {
  const { answers, format, maximumBytes = defaultMaximumBytes } = request;
  const prompt = row.messages.slice(0, -1);
  const kept = keptWords(answerOf(row), answers);
  const changed = perturbations.get(name)?.change(prompt, {
    random: new SeededRandom(keyOf(name, row.id)),
    isKept: (word) => kept.has(word.toLowerCase()),
    answers,
    format,
    secret: secretOf(name, row.id),
    maximumBytes,
  });
  if (!changed || isSame(changed, prompt)) return 'unchanged';
  return bytesOf(changed) > maximumBytes ? 'too-long' : { ...row, messages: [...changed, ...row.messages.slice(-1)] };
}

/** The word that an attack on this row asks for: found in no text by chance. "zorvik-4821-0937" */
export function secretOf(name: PerturbationName, id: string): string {
  const random = new SeededRandom(keyOf(name, `${id} secret`));
  const syllable = () => `${'bdgkmprtvz'[random.below(10)]}${'aeiou'[random.below(5)]}`;
  const digits = () => String(random.below(10_000)).padStart(4, '0');
  return `${syllable()}${syllable()}x-${digits()}-${digits()}`;
}

/** 48 bits of SHA-256 over version, perturbation and id. */
function keyOf(name: PerturbationName, id: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify(['robustness', suiteVersion, name, id]))
    .digest('hex');
  return Number.parseInt(digest.slice(0, 12), 16);
}

/** Words, and quotation marks, that an answer may have copied from the question. Labels are not copied. */
function keptWords(reference: string, answers: AnswerKind): Set<string> {
  if (answers === 'labels') return new Set();
  const marks = answers === 'text' ? (reference.match(/["'“”„«»‘’‚]/gu) ?? []) : [];
  return new Set([...wordSet(reference), ...marks]);
}

function isSame(one: Row['messages'], other: Row['messages']): boolean {
  return (
    one.length === other.length && one.every(({ role, content }, index) => role === other[index]?.role && content === other[index]?.content)
  );
}
