import type { Message } from '../../contracts/row.ts';
import { changeWords, chooseSome, gapsOf, lettersOf } from './change-words.ts';
import type { Circumstances, Perturbation, TextChange } from './perturbation.ts';
import { pick, replacedText, scoredText } from './perturbation.ts';

/** One word in five. */
const edgeShare = 0.2;
/** Less room than this for other text would not make a prompt long. */
const leastFiller = 200;

/** Sentences that say nothing about any task; ASCII, so that a character is a byte. */
const filler = [
  'The kettle in the kitchen was filled again this morning. ',
  'Somebody has moved the chairs to the other side of the hall. ',
  'The bus was late by a few minutes, as it often is. ',
  'A window on the second floor stands open when it is warm. ',
  'The plants near the stairs were watered on Tuesday. ',
  'There is a blue umbrella next to the door. ',
];

const emoji = ['🙂', '🎉', '👩‍💻', '🇳🇱', '👍🏽', '❤️', '🤷🏻‍♂️', '🧾', '🐙', '🏳️‍🌈', '1️⃣', '🚀'];

const greetings = ['مرحبا،', 'שלום,', 'السلام عليكم،', 'בוקר טוב,'];

const zeroWidth = ['\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad'];

const otherLanguages = [
  '¿A qué hora abre la biblioteca los sábados?',
  'Quel temps fait-il au bord de la mer en avril ?',
  'Wie lange dauert die Fahrt mit dem Zug nach Norden?',
  'Gdzie mogę kupić świeży chleb rano?',
  'Во сколько сегодня закрывается музей?',
  '明天的会议几点开始？',
  'この近くに静かな喫茶店はありますか。',
  'كم يبعد المطار عن وسط المدينة؟',
  'क्या यह दुकान रविवार को खुली रहती है?',
  'Je, soko linafunguliwa saa ngapi kesho?',
];

const specialTokens = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<s>', '</s>', '<pad>', '[INST]', '[/INST]', '<|eot_id|>', '<unk>'];

/** The first sign of the question that is not white space, as an impatient finger sends it. */
const oneCharacter: TextChange = (text) => /\S/u.exec(text)?.[0] ?? null;

/** Other text before the question, up to the last byte of what a prompt may have. */
const maximumLength: Perturbation['change'] = (prompt, { random, maximumBytes }) => {
  const room = maximumBytes - bytesOf(prompt) - '\n\n'.length;
  const at = prompt.findLastIndex(({ role }) => role === 'user');
  if (room < leastFiller || at === -1) return null;
  const start = random.below(filler.length);
  const sentences = filler.map((_, index) => filler[(start + index) % filler.length]).join('');
  const before = sentences.repeat(Math.ceil(room / sentences.length)).slice(0, room);
  return prompt.map((message, index) => (index === at ? { ...message, content: `${before}\n\n${message.content}` } : message));
};

/** UTF-8 bytes of all contents: no fewer than the tokens of any tokenizer that falls back to bytes. */
export function bytesOf(prompt: readonly Message[]): number {
  const encoder = new TextEncoder();
  return prompt.reduce((sum, { content }) => sum + encoder.encode(content).length, 0);
}

/** Puts signs after a seeded choice of the gaps between words; a text of one word gets one at its end. */
function afterGaps(
  text: string,
  signs: readonly string[],
  count: (gaps: number) => number,
  { random, isKept }: Circumstances,
): string | null {
  if (text.trim() === '') return null;
  const gaps = gapsOf(text, isKept);
  if (gaps.length === 0) return `${text} ${pick(signs, random)}`;
  const chosen = chooseSome(gaps.length, count(gaps.length), random)
    .map((gap) => gaps[gap] ?? 0)
    .toSorted((one, other) => one - other);
  let result = '';
  let from = 0;
  for (const at of chosen) {
    result += `${text.slice(from, at)} ${pick(signs, random)}`;
    from = at;
  }
  return result + text.slice(from);
}

const emojiBetween: TextChange = (text, circumstances) =>
  afterGaps(text, emoji, (gaps) => Math.max(1, Math.round(edgeShare * gaps)), circumstances);

const specialBetween: TextChange = (text, circumstances) => afterGaps(text, specialTokens, () => 3, circumstances);

/** A greeting written from right to left, and the question isolated from it as editors do. */
const rightToLeft: TextChange = (text, { random }) => (text.trim() === '' ? null : `${pick(greetings, random)}\n\u2067${text}\u2069`);

const zeroWidthInside: TextChange = (text, { random, isKept }) =>
  changeWords(text, {
    share: edgeShare,
    random,
    isKept,
    change: (word, random) => {
      const letters = lettersOf(word);
      return letters.length < 2 ? null : letters.toSpliced(1 + random.below(letters.length - 1), 0, pick(zeroWidth, random)).join('');
    },
  });

const digitsOnly: TextChange = (_, { random }) => Array.from({ length: 4 + random.below(17) }, () => random.below(10)).join('');

/** What nobody thought of: nothing, one sign, far too much, signs that tokenizers stumble over. */
export const edges: readonly Perturbation[] = [
  // Without a chat template an empty prompt has no token that a model could go on from.
  replacedText('empty', (_, { format }) => (format === 'completion' ? null : '')),
  replacedText('one-character', oneCharacter),
  { name: 'maximum-length', scored: true, aim: null, change: maximumLength },
  scoredText('emoji', emojiBetween),
  scoredText('right-to-left', rightToLeft),
  scoredText('zero-width', zeroWidthInside),
  replacedText('digits-only', digitsOnly),
  replacedText('other-language', (_, { random }) => pick(otherLanguages, random)),
  scoredText('special-tokens', specialBetween),
];
