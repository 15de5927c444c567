import type { AnswerMetric } from './answer-metric.ts';
import { best } from './answer-metric.ts';
import { editDistance } from './edit-distance.ts';

/** 1 − Levenshtein distance ÷ length of the longer text, in code points; 1 for two empty texts. */
export function editSimilarityOf(answer: string, reference: string): number {
  const [given, wanted] = [codePoints(answer), codePoints(reference)];
  const longer = Math.max(given.length, wanted.length);
  return longer === 0 ? 1 : 1 - editDistance(given, wanted) / longer;
}

/** The best of the references. */
export const editSimilarity: AnswerMetric = {
  name: 'edit-similarity',
  signature: (references) => `similarity:levenshtein|nrefs:${references}|unit:code-point|norm:none|scale:longer|version:1`,
  score: (answer, references) => best(references, (reference) => editSimilarityOf(answer, reference)),
};

function codePoints(text: string): Int32Array {
  return Int32Array.from(text, (character) => character.codePointAt(0) ?? 0);
}
