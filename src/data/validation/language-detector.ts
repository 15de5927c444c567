/** What a detector makes of a text. */
export interface DetectedLanguage {
  /** ISO 639-1; empty where nothing was found. */
  language: string;
  /** 0 to 1, how well the text's letter groups fit the language; 0 where nothing was found. */
  score: number;
  /** The same for another language. */
  scoreOf: (language: string) => number;
}

export type DetectLanguage = (text: string) => DetectedLanguage;

/** Characters of a text that are looked at. */
const judged = 256;

/**
 * eld's detector for 60 languages in its small edition, which takes 160 MB of memory; the large one takes 400 MB and a
 * third of the speed. Rules decide only where scores are high, so that a weaker edition leaves more undecided, not wrong.
 */
export async function loadLanguageDetector(): Promise<DetectLanguage> {
  const { eld } = await import('eld/small');
  return (text) => {
    const found = eld.detect(text.length > judged ? text.slice(0, judged) : text);
    if (found.language === '') return { language: '', score: 0, scoreOf: () => 0 };
    const scores = found.getScores();
    return { language: found.language, score: scores[found.language] ?? 0, scoreOf: (language) => scores[language] ?? 0 };
  };
}

/** Stands where no text is judged by its language. */
export const undecided: DetectLanguage = () => ({ language: '', score: 0, scoreOf: () => 0 });
