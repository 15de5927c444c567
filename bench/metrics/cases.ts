/** Texts to score, and by what. */
export interface MetricCase {
  /** Line of the table. */
  name: string;
  /** As `anneal score` takes it. */
  metric: string;
  pairs: number;
  /** To a text. */
  words: number;
}

const kinds = {
  long: { pairs: 8, words: 5000 },
  /** The longest common subsequence takes Python the square of the length. */
  middle: { pairs: 2, words: 2000 },
  short: { pairs: 500, words: 25 },
} as const;

function caseOf(metric: string, title: string, kind: keyof typeof kinds): MetricCase {
  const { pairs, words } = kinds[kind];
  return { name: `${title}, ${pairs} × ${words} words`, metric, pairs, words };
}

export const cases: readonly MetricCase[] = [
  caseOf('bleu', 'BLEU', 'long'),
  caseOf('bleu', 'BLEU', 'short'),
  caseOf('chrf', 'chrF', 'long'),
  caseOf('chrf', 'chrF', 'short'),
  caseOf('chrf++', 'chrF++', 'long'),
  caseOf('rougeL', 'ROUGE-L', 'middle'),
  caseOf('rougeL', 'ROUGE-L', 'short'),
  caseOf('rougeLsum:stem', 'ROUGE-Lsum with stems', 'middle'),
  caseOf('rouge2', 'ROUGE-2', 'long'),
  caseOf('ter', 'TER', 'short'),
];

/** Whether it runs. */
export const quickCases: readonly MetricCase[] = ['bleu', 'chrf', 'rougeL', 'ter'].map((metric) => ({
  name: `${metric}, 20 × 12 words`,
  metric,
  pairs: 20,
  words: 12,
}));
