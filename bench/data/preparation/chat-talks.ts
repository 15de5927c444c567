import { en } from '@faker-js/faker';
import { SeededRandom } from '../../../src/evaluation/random.ts';
import { generatePiiTexts } from '../../../test/data/pii-text/generate-pii-texts.ts';
import { edited, pick } from '../duplicates/chat-rows.ts';

/** A conversation before it has a shape. */
export interface Talk {
  system: string | null;
  turns: { question: string; answer: string }[];
}

const frequent =
  'the of and to a in is that for it on with as be by this are from at or an was not have which you we they can will one all has been their if more when there so no about'.split(
    ' ',
  );
const german =
  'der die und das nicht wird mit dem für auf eine werden auch nach ist bei einer durch wenn über können ihre diese zwischen Vertrag Lieferung Angebot Kunde Rechnung Frist schriftlich vereinbart bestätigt geändert'.split(
    ' ',
  );
const english = Object.values(en.word as Record<string, readonly string[]>)
  .flat()
  .filter((word) => /^[a-z]+$/.test(word));
const systems = ['You answer briefly.', 'You are the assistant of a support desk. Be kind and precise.', 'You review contracts.'];

/** Shares of rows, in thousandths. */
const share = { copied: 20, edited: 50, personal: 30, german: 10, system: 300, second: 150 };
/** Rows that a copy may be of, so that memory stays bounded. */
const remembered = 2000;
const piiBatch = 500;

/**
 * English conversations of about 120 words, without end, the same for the same seed. In thousandths: 20 are copies of an
 * earlier one, 50 copies with 1 to 10 % of the question's words edited, 30 hold a text with personal data or look-alikes,
 * 10 have a German answer.
 */
export function* chatTalks(seed: number): Generator<Talk> {
  const random = new SeededRandom(seed);
  const earlier: Talk[] = [];
  const personal = personalTexts(seed);
  for (let row = 0; ; row += 1) {
    const chance = random.below(1000);
    const source = earlier.length < remembered ? undefined : earlier[random.below(remembered)];
    if (source !== undefined && chance < share.copied) yield source;
    else if (source !== undefined && chance < share.copied + share.edited) yield editedTalk(source, random);
    else {
      const talk = drawTalk(random);
      if (random.below(1000) < share.personal) talk.turns[0]!.question += `\n${personal.next().value}`;
      earlier[row % remembered] = talk;
      yield talk;
    }
  }
}

function* personalTexts(seed: number): Generator<string, never> {
  for (let batch = 0; ; batch += 1) for (const { text } of generatePiiTexts(seed * 1000 + batch, piiBatch)) yield text;
}

function drawTalk(random: SeededRandom): Talk {
  const answers = random.below(1000) < share.german ? german : english;
  const turns = Array.from({ length: random.below(1000) < share.second ? 2 : 1 }, () => ({
    question: `${sentences(random, english, 20 + random.below(80))} ${pick(['Why', 'How', 'What'], random)} ${words(random, english, 6).join(' ')}?`,
    answer: sentences(random, answers, 15 + random.below(80)),
  }));
  return { system: random.below(1000) < share.system ? pick(systems, random) : null, turns };
}

function editedTalk({ system, turns: [first, ...others] }: Talk, random: SeededRandom): Talk {
  return { system, turns: [{ question: edited(first!.question.split(' '), english, random).join(' '), answer: first!.answer }, ...others] };
}

function sentences(random: SeededRandom, vocabulary: readonly string[], count: number): string {
  let text = '';
  for (let left = count; left > 0;) {
    const length = Math.min(left, 6 + random.below(14));
    const sentence = words(random, vocabulary, length).join(' ');
    text += `${text === '' ? '' : random.below(8) === 0 ? '\n\n' : ' '}${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
    left -= length;
  }
  return text;
}

/** Every second word is a frequent one; of the others the first of the vocabulary are more frequent than the last. */
function words(random: SeededRandom, vocabulary: readonly string[], count: number): string[] {
  return Array.from({ length: count }, () => {
    if (vocabulary === english && random.below(2) === 0) return pick(frequent, random);
    return vocabulary[Math.min(random.below(vocabulary.length), random.below(vocabulary.length))]!;
  });
}
