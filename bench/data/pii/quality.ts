import { resolveOverlaps } from '../../../src/data/pii/resolve-overlaps.ts';
import { scoreSpans } from '../../../test/data/pii-text/score-spans.ts';
import type { Found } from './sides.ts';
import type { TextFile } from './texts.ts';

/** Over all entities: true, false and missed findings, added up. */
export interface Quality {
  recall: number;
  precision: number;
}

/** Of overlapping findings the surer, then the longer counts, as in Anneal and in Presidio's anonymizer; Presidio's analyzer tells both. */
export function qualityOf({ spans }: Found, gold: NonNullable<TextFile['gold']>): Quality {
  const found = spans.map((all) => resolveOverlaps(all.map((span) => ({ ...span, reason: '' }))));
  const scores = Object.values(scoreSpans(gold, found));
  const sum = (part: 'tp' | 'fp' | 'fn') => scores.reduce((total, score) => total + score[part], 0);
  return { recall: sum('tp') / (sum('tp') + sum('fn')), precision: sum('tp') / (sum('tp') + sum('fp')) };
}
