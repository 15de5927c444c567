import type { OverallScore } from '../contracts/overall-score.ts';
import type { RunReport } from '../contracts/report.ts';
import { significant } from './numbers.ts';

export const overallTitle = 'Overall score';

/** What the number is for, and what it is not for. */
export const overallLead =
  'One number for a table of models: the weighted mean of parts, each mapped to a place from 0 to 1 between two anchors. It decides nothing: gates decide, each by itself.';

/** The number, or why there is none; parts that are missing, and where their weight went. */
export function overallSentences({ overall }: RunReport): string[] {
  if (overall === null) return [];
  const missing = overall.components.filter(({ mapped }) => mapped === null);
  const passed = overall.score === null ? '' : ' Their weight went to the others.';
  return [
    scoreSentence(overall),
    ...(missing.length === 0 ? [] : [`Missing: ${missing.map(({ name, reason }) => `${name} (${reason})`).join('; ')}.${passed}`]),
  ];
}

function scoreSentence({ score, low, high, reason }: OverallScore): string {
  if (score === null) return `No overall score: ${reason}.`;
  const interval =
    low === null || high === null
      ? 'no interval: a part has none'
      : `95 % interval within ${significant(low, 2)} to ${significant(high, 2)}`;
  return `${significant(score, 2)} of 1 (${interval}).`;
}
