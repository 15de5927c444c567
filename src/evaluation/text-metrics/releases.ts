/** The release of sacreBLEU that BLEU, chrF and TER are equal to. */
export const sacrebleuVersion = '2.6.0';

/** The release of rouge_score that ROUGE is equal to. */
export const rougeScoreVersion = '0.1.2';
