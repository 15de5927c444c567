/** The words of a report: what metrics, gates, verdicts and comparisons are called for a person. */
import type { AnswerKind } from '../contracts/dataset.ts';
import type { Comparison, MetricName } from '../contracts/evaluation-report.ts';
import type { Verdict } from '../contracts/gate.ts';
import type { RunReport } from '../contracts/report.ts';
import type { RowRule } from '../contracts/row-rule.ts';
import { pValue, significant } from './numbers.ts';

/** Name of a metric; an exactly right JSON object is a card. */
export function metricTitle(metric: MetricName, answers: AnswerKind): string {
  const titles: Record<MetricName, string> = {
    accuracy: 'Accuracy',
    macroF1: 'Macro F1',
    exactMatch: answers === 'json' ? 'Exact cards' : 'Exact answers',
    validJson: 'Valid JSON',
    fieldAccuracy: 'Field accuracy',
    tokenF1: 'Token F1',
    perplexity: 'Perplexity',
  };
  return titles[metric];
}

/** What a metric measures, in one clause. */
export const metricMeaning: Record<MetricName, string> = {
  accuracy: 'share of rows where the right label is the likeliest one',
  macroF1: 'F1 averaged over labels, so that rare labels count as much as common ones',
  exactMatch: 'share of answers that equal the reference',
  validJson: 'share of answers that are one JSON object',
  fieldAccuracy: 'mean share of the reference’s fields that are right',
  tokenF1: 'overlap of the answer’s words with the reference’s',
  perplexity: 'how surprised the model is by the reference answers; lower is better',
};

export const verdictTitles: Record<Verdict, string> = { pass: 'passed', fail: 'failed', inconclusive: 'inconclusive', error: 'error' };

export const ruleTitles: Record<RowRule, string> = {
  unicode: 'Unicode forms changed',
  mojibake: 'mojibake mended',
  'control-characters': 'control characters',
  markup: 'markup',
  whitespace: 'white space',
  domain: 'changed by domain cleaning',
  malformed: 'cannot be read',
  'too-long-line': 'line too long',
  encoding: 'invalid text',
  'invalid-shape': 'unknown shape',
  'missing-field': 'field missing',
  'invalid-role': 'unknown role',
  empty: 'empty prompt or answer',
  'last-message-not-assistant': 'last message is not the assistant’s',
  'tool-call': 'broken tool call',
  'label-set': 'outside the label set',
  'answer-equals-prompt': 'answer equals prompt',
  'equal-preference': 'both answers are equal',
  'format-drift': 'format of the answer drifts',
  repetition: 'repetition',
  gibberish: 'gibberish',
  language: 'other language',
  'template-marker': 'leftover template marker',
  'special-token': 'special token in the text',
  pii: 'personal data',
  secret: 'secret',
  conflict: 'conflicting answers',
  'near-duplicate': 'near-duplicate',
  'exact-duplicate': 'exact duplicate',
  'too-short': 'too short',
  'too-long': 'too long',
  'too-many-tokens': 'too long, in tokens',
  'wrong-answer': 'answer of the wrong kind',
  leak: 'leak between splits',
};

/** What the run calls the rows that it is tested on. */
export function testNoun({ kind }: Pick<RunReport['plan'], 'kind'>): 'stage' | 'task' {
  return kind === 'multiTask' ? 'task' : 'stage';
}

/** What a comparison is against, as part of a sentence: "the base model with 4 examples", "the model after general". */
export function againstWords(against: string): string {
  return against.startsWith('base') ? against.replace('base', 'the base model') : `the model ${against}`;
}

/** Title of a rule, also of one that this version does not know. */
export function ruleTitle(rule: string): string {
  return (ruleTitles as Record<string, string>)[rule] ?? rule;
}

/**
 * A paired difference in plain words: "42 points better, 95 % interval 33 to 51 (p < 0.001)".
 * Bounds on both sides of zero are named ("3 worse to 8 better"), and the sentence then says that it may be chance.
 */
export function differenceInWords(comparison: Comparison): string {
  const { metric, difference, pValue: p } = comparison;
  const lowerIsBetter = metric === 'perplexity';
  const size = (value: number) => (lowerIsBetter ? significant(Math.abs(value)) : Math.abs(value * 100).toFixed(0));
  const unit = lowerIsBetter ? '' : size(difference.mean) === '1' ? ' point' : ' points';
  const better = (value: number) => (lowerIsBetter ? value < 0 : value > 0);
  const side = (value: number) => (lowerIsBetter ? (better(value) ? 'lower' : 'higher') : better(value) ? 'better' : 'worse');
  const headline = Number(size(difference.mean)) === 0 ? 'no difference' : `${size(difference.mean)}${unit} ${side(difference.mean)}`;
  return `${headline}, 95 % interval ${intervalInWords(difference.low, difference.high, size, side)} (${pValue(p)})`;
}

function intervalInWords(low: number, high: number, size: (value: number) => string, side: (value: number) => string): string {
  if (low < 0 && high > 0) return `${size(low)} ${side(low)} to ${size(high)} ${side(high)}: may be chance`;
  const [near, far] = Math.abs(low) <= Math.abs(high) ? [low, high] : [high, low];
  return `${size(near)} to ${size(far)}${low === 0 || high === 0 ? ': may be chance' : ''}`;
}
