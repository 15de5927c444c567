import type { ScoredLine, ScoreItem } from '../../../contracts/trainer-protocol.ts';
import { AnnealFailure } from '../../../contracts/failure.ts';
import type { Measure } from '../../measure.ts';
import type { GeneralText } from './texts.ts';

/**
 * What the trainer's `score` is asked about a paragraph, in format completion: all of it, and its end alone. Tuning teaches a
 * model when to stop; so the end token, which `score` counts in, has to be taken out of the loss of general text again.
 */
export function textScoreItems({ id, prefix, text }: GeneralText): ScoreItem[] {
  return [
    { id, messages: [{ role: 'user', content: prefix }], continuations: [text] },
    { id: endId(id), messages: [{ role: 'user', content: prefix + text }], continuations: [''] },
  ];
}

/**
 * Mean token loss (nats a token, end tokens left out) over chosen paragraphs: −Σ log p ÷ Σ tokens. The delta of two models is
 * after − before on the same paragraphs; above 0: general text has become less likely.
 * Throws ContentConflict where a paragraph was not scored.
 */
export function textLossMeasure(texts: readonly GeneralText[], lines: readonly ScoredLine[]): Measure {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const scored = texts.map(({ id }) => withoutEnd(byId.get(id), byId.get(endId(id)), id));
  const statistic = (indices: ArrayLike<number>) => {
    let [logProb, tokens] = [0, 0];
    for (let position = 0; position < indices.length; position++) {
      const paragraph = scored[indices[position] ?? -1];
      logProb += paragraph?.logProb ?? Number.NaN;
      tokens += paragraph?.tokens ?? Number.NaN;
    }
    return -logProb / tokens;
  };
  return { kind: 'pooled', share: false, statistic };
}

function withoutEnd(whole: ScoredLine | undefined, end: ScoredLine | undefined, id: string): { logProb: number; tokens: number } {
  const [wholeLogProb, endLogProb, tokens] = [whole?.logProbs[0], end?.logProbs[0], whole?.tokens[0]];
  if (wholeLogProb === undefined || endLogProb === undefined || tokens === undefined) {
    throw new AnnealFailure(
      'ContentConflict',
      `general text "${id}" was not scored, with its end; the answers belong to another version of the suite. Start the run with fresh: true to make them again.`,
      { details: { id } },
    );
  }
  return { logProb: wholeLogProb - endLogProb, tokens: tokens - 1 };
}

function endId(id: string): string {
  return `${id}:end`;
}
