import { squadExactMatch, squadTokens, tokenF1 } from '../token-f1.ts';
import { isSpace } from '../text-metrics/white-space.ts';
import type { AnswerMetric } from './answer-metric.ts';
import { best } from './answer-metric.ts';

/** Text without Python's white space at both ends, as `strip()` gives it. A pattern would take quadratic time on long blanks. */
function strip(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const normalised = (text: string) => squadTokens(text).join(' ');

/** Right or wrong against the best of the references. */
function match(name: string, normalisation: string, matches: (answer: string, reference: string) => boolean): AnswerMetric {
  return {
    name,
    signature: (references) => `match:${name}|nrefs:${references}|norm:${normalisation}|version:1`,
    score: (answer, references) => best(references, (reference) => (matches(answer, reference) ? 1 : 0)),
  };
}

/** HELM's `exact_match`: equal but for white space around it; an empty answer matches nothing. */
export const exactMatch = match('exact', 'strip', (answer, reference) => answer !== '' && strip(answer) === strip(reference));

/** HELM's `quasi_exact_match`: equal after SQuAD's normalisation; an empty answer matches nothing. */
export const quasiMatch = match('quasi', 'squad', (answer, reference) => answer !== '' && normalised(answer) === normalised(reference));

/** HELM's `prefix_exact_match`: the answer starts with the reference, for models that go on talking. */
export const prefixMatch = match('prefix', 'strip', (answer, reference) => answer !== '' && strip(answer).startsWith(strip(reference)));

/** HELM's `quasi_prefix_exact_match`: the same after SQuAD's normalisation. Characters, not words: "ten" is a prefix of "tenth". */
export const quasiPrefixMatch = match(
  'quasi-prefix',
  'squad',
  (answer, reference) => answer !== '' && normalised(answer).startsWith(normalised(reference)),
);

/** SQuAD's exact match (official script v1.1): equal after normalisation, empty against empty too; the best of the references. */
export const squadExact: AnswerMetric = match('squad-em', 'squad', squadExactMatch);

/** SQuAD's F1 (official script v1.1): overlap of the words as multisets, the best of the references. HELM's F1 is of sets, and another number. */
export const squadF1: AnswerMetric = {
  name: 'squad-f1',
  signature: (references) => `f1:squad|nrefs:${references}|norm:squad|bag:multiset|version:1`,
  score: (answer, references) => best(references, (reference) => tokenF1(answer, reference)),
};
