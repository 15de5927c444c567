import type { Random } from '../pii-text/random.ts';
import { lower } from '../pii-text/random.ts';
import { factSentences, fill, sentences, vocabulary } from './vocabulary.ts';
import type { Content } from './content.ts';
import { foreignRow } from './foreign.ts';
import type { Ground, Plant } from './plant.ts';
import { writeRow } from './write-row.ts';

const replaced =
  (make: (ground: Ground) => Partial<Content>) =>
  (ground: Ground): string =>
    writeRow({ ...ground.content, ...make(ground) }, ground.shape);

const consonants = 'bcdfghjklmnpqrstvwxz';
const noise = (random: Random, words: number, alphabet: string): string =>
  Array.from({ length: words }, () => random.text(random.between(4, 11), alphabet)).join(' ');

/** About 20,000 tokens in fewer than 1,000 words: real words joined by slashes, as in paths of a file plan. */
function longWords(random: Random): string {
  const parts = [...vocabulary['thing']!, ...vocabulary['document']!, ...vocabulary['noun']!];
  return Array.from({ length: 900 }, () => Array.from({ length: 12 }, () => random.pick(parts)).join('/')).join(' ');
}

/** Rows of free text that are not fit to be learned from. */
export const unfitText: readonly Plant[] = [
  {
    rule: 'too-short',
    ways: {
      prompt: ({ content, random, shape }) =>
        writeRow({ ...content, tool: undefined, prompt: fill(random, '{verb} {adjective} {thing}') }, shape),
      answer: replaced(({ random }) => ({ answer: fill(random, 'The {adjective} {thing} of {place}.') })),
    },
  },
  {
    rule: 'too-long',
    ways: { prompt: replaced(({ random }) => ({ prompt: sentences(random, factSentences, random.between(100, 120)) })) },
  },
  { rule: 'too-many-tokens', count: 20, ways: { prompt: replaced(({ random }) => ({ prompt: longWords(random) })) } },
  {
    rule: 'answer-equals-prompt',
    ways: {
      same: replaced(({ content }) => ({ answer: content.prompt })),
      'other case': replaced(({ content }) => ({ answer: ` ${content.prompt.toUpperCase()}` })),
    },
  },
  {
    rule: 'repetition',
    ways: {
      lines: replaced(({ random }) => ({ answer: `${fill(random, random.pick(factSentences))}\n`.repeat(random.between(6, 20)) })),
      phrase: replaced(({ random }) => ({
        answer: fill(random, 'the {adjective} {thing} is {adjective}, ').repeat(random.between(12, 40)),
      })),
      word: replaced(({ random }) => ({ answer: `${random.pick(vocabulary['noun']!)} `.repeat(random.between(40, 90)) })),
    },
  },
  {
    rule: 'gibberish',
    ways: {
      consonants: replaced(({ random }) => ({ answer: noise(random, random.between(18, 40), consonants) })),
      letters: replaced(({ random }) => ({ answer: noise(random, random.between(18, 40), lower) })),
      keyboard: replaced(({ random }) => ({
        answer: Array.from(
          { length: 24 },
          () => random.pick(['asdf', 'jkl', 'qwer', 'hjkl', 'zxcv', 'sdfg', 'ghjk', 'uiop']) + random.text(3, 'asdfghjkl'),
        ).join(' '),
      })),
      signs: replaced(({ random }) => ({
        answer: Array.from({ length: 20 }, () => random.text(random.between(3, 8), '#$%&*@^~=+|;:!?')).join(' '),
      })),
    },
  },
  {
    rule: 'language',
    ways: {
      german: (ground) => writeRow(foreignRow(ground.random, 'german'), ground.shape),
      french: (ground) => writeRow(foreignRow(ground.random, 'french'), ground.shape),
      spanish: (ground) => writeRow(foreignRow(ground.random, 'spanish'), ground.shape),
    },
  },
];

/** Answers that are none of the labels. No wrong label comes twice. */
export const unfitLabels: readonly Plant[] = [
  {
    rule: 'label-set',
    ways: {
      misspelt: replaced(({ content, random }) => ({ answer: `${content.answer}${random.text(4, lower)}` })),
      unknown: replaced(({ random }) => ({ answer: fill(random, '{noun}-{thing}-{N}') })),
      explained: replaced(({ content, random }) => ({
        answer: `${content.answer}, because of ${fill(random, '{reason} in {place} ({N})')}`,
      })),
    },
  },
];

/** Answers that are no JSON object of the keys of all others. */
export const unfitJson: readonly Plant[] = [
  {
    rule: 'format-drift',
    ways: {
      prose: replaced(({ random }) => ({
        answer: fill(random, '{firm} {kind} pays {N} euros within {n} {unit} of the {adjective} {document}.'),
      })),
      'code fence': replaced(({ content }) => ({ answer: `\`\`\`json\n${content.answer}\n\`\`\`` })),
      'other keys': replaced(({ content }) => ({ answer: content.answer.replace('"party"', '"company"').replace('"days"', '"term"') })),
      'missing key': replaced(({ content }) => ({ answer: content.answer.replace(/,"currency":"\w+"/, '') })),
      'other type': replaced(({ content }) => ({ answer: content.answer.replace(/"amount":(\d+)/, '"amount":"$1 in all"') })),
      list: replaced(({ content }) => ({ answer: `[${content.answer}]` })),
      'text before': replaced(({ content }) => ({ answer: `Here is the result: ${content.answer}` })),
    },
  },
];

/** Preference pairs that prefer nothing. */
export const unfitPairs: readonly Plant[] = [
  {
    rule: 'equal-preference',
    ways: {
      same: replaced(({ content }) => ({ rejected: content.answer })),
      'other spaces': replaced(({ content }) => ({ rejected: ` ${content.answer} \n` })),
    },
  },
];
