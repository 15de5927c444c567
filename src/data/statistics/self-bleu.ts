import { bleuMetric } from '../../evaluation/text-metrics/bleu.ts';

/**
 * Self-BLEU (Zhu et al. 2018): the mean BLEU, 0 to 100, of each text against all others as its references. High means
 * that the texts are alike. Null below two texts. O(n²).
 */
export function selfBleu(texts: readonly string[]): number | null {
  if (texts.length < 2) return null;
  const bleu = bleuMetric();
  const scores = texts.map((text, index) => bleu.itemScore(bleu.statistics(text, texts.toSpliced(index, 1))) as number);
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
