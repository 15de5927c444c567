import { drawEntity } from './draw-parts.ts';
import { seededFakers } from './fakers.ts';
import { genres } from './genres.ts';
import type { PiiText } from './marked-text.ts';
import { piiEntities } from './pii-entity.ts';
import { seededRandom } from './random.ts';

/**
 * Texts with the places of all personal data and secrets in them, to score recognisers with:
 *
 *     const texts = generatePiiTexts(7, 4000);
 *     const scores = scoreSpans(texts.map(({ spans }) => spans), texts.map(({ text }) => recognise(text)));
 *
 * `spans` are gold: UTF-16 offsets of the value alone (of a URL with credentials `user:password`, of an assignment the
 * value and not its name). `negatives` say where look-alikes stand; they are never gold. Every entity leads one text in
 * sixteen. Values come from faker, Google's libphonenumber, bitcoinjs-lib and check digits written here; nothing is
 * shared with the recognisers. The same seed and count give the same texts; keep one seed unseen for the final score.
 */
export function generatePiiTexts(seed: number, count: number): PiiText[] {
  const sources = { random: seededRandom(seed), faker: seededFakers(seed) };
  const names = Object.keys(genres);
  return Array.from({ length: count }, (_, index) => {
    const leading = piiEntities[index % piiEntities.length]!;
    const further = Array.from({ length: sources.random.below(4) }, () => drawEntity(sources));
    return genres[sources.random.pick(names)]!(sources, [leading, ...further]);
  });
}
