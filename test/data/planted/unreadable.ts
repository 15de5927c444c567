import type { Ground, Plant } from './plant.ts';
import { writeRow } from './write-row.ts';

const clean = ({ content, shape }: Ground): string => writeRow(content, shape);
const written =
  (make: (ground: Ground) => unknown) =>
  (ground: Ground): string =>
    JSON.stringify(make(ground));
const user = ({ content }: Ground) => ({ role: 'user', content: content.prompt });
const assistant = ({ content }: Ground) => ({ role: 'assistant', content: content.answer });

/** The row with a mark in its prompt that is a byte or an escape of its own in the file. */
function withMark(ground: Ground, mark: string): string {
  return clean({ ...ground, content: { ...ground.content, prompt: `${ground.content.prompt} ~mark~` } }).replace('~mark~', mark);
}

/** Bytes of the row with `bytes` in place of the mark. */
function withBytes(ground: Ground, bytes: readonly number[]): Buffer {
  const [before, after] = withMark(ground, '\u0001').split('\u0001') as [string, string];
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}

/** Longest line that is read. */
const longestLineBytes = 8 * 1024 * 1024;

const call = (id: string) => ({
  role: 'assistant',
  content: '',
  tool_calls: [{ id, type: 'function', function: { name: 'look_up', arguments: '{}' } }],
});
const reply = (id: string, text: string) => ({ role: 'tool', tool_call_id: id, content: text });

/** Rows that cannot be read, or that are no rows. */
export const unreadable: readonly Plant[] = [
  {
    rule: 'malformed',
    ways: {
      truncated: (ground) => clean(ground).slice(0, -ground.random.between(2, 30)),
      'trailing comma': (ground) => `${clean(ground).slice(0, -1)},}`,
      'single quotes': ({ content }) => `{'input': '${content.prompt.replaceAll(/['\n]/g, ' ')}', 'output': 'none'}`,
      'bare text': ({ content }) => content.prompt.split('\n')[0]!,
      'two objects': (ground) => `${clean(ground)}${clean(ground)}`,
      'not a number': (ground) => `${clean(ground).slice(0, -1)},"score":NaN}`,
      'raw tab': (ground) => withMark(ground, '\t'),
      'too deep': (ground) => `${clean(ground).slice(0, -1)},"metadata":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`,
    },
  },
  {
    rule: 'too-long-line',
    count: 2,
    ways: { 'over 8 MiB': (ground) => `${clean(ground).slice(0, -1)},"padding":"${'long line '.repeat(longestLineBytes / 10)}"}` },
  },
  {
    rule: 'encoding',
    ways: {
      'latin-1 byte': (ground) => withBytes(ground, [0xe9]),
      'overlong form': (ground) => withBytes(ground, [0xc0, 0xaf]),
      'cut sequence': (ground) => withBytes(ground, [0xe2, 0x82]),
      'surrogate bytes': (ground) => withBytes(ground, [0xed, 0xa0, 0x80]),
      'high surrogate': (ground) => withMark(ground, '\\ud83d'),
      'low surrogate': (ground) => withMark(ground, '\\udc00'),
      'nul escape': (ground) => withMark(ground, '\\u0000'),
    },
  },
  {
    rule: 'invalid-shape',
    ways: {
      list: written((ground) => [ground.content.prompt, ground.content.answer]),
      text: written(({ content }) => content.prompt),
      number: ({ random }) => random.digits(5).replace(/^0/, '1'),
      null: () => 'null',
      'number as prompt': written(({ content, random }) => ({ input: random.below(1000), output: content.answer })),
      'object as answer': written(({ content }) => ({ input: content.prompt, output: { text: content.answer } })),
      'two shapes': written((ground) => ({
        input: ground.content.prompt,
        output: ground.content.answer,
        messages: [user(ground), assistant(ground)],
      })),
      'messages as text': written(({ content }) => ({ messages: content.prompt })),
      'prototype key': (ground) => `${clean(ground).slice(0, -1)},"__proto__":{"admin":true}}`,
    },
  },
  {
    rule: 'missing-field',
    ways: {
      'no answer': written(({ content }) => ({ input: content.prompt })),
      'no completion': written(({ content }) => ({ prompt: content.prompt })),
      'null answer': written(({ content }) => ({ input: content.prompt, output: null })),
      'nothing known': written(({ content }) => ({ text_a: content.prompt, text_b: content.answer })),
      'no role': written((ground) => ({ messages: [{ content: ground.content.prompt }, assistant(ground)] })),
      'no content': written((ground) => ({ messages: [user(ground), { role: 'assistant' }] })),
    },
  },
  {
    rule: 'invalid-role',
    ways: {
      bot: written((ground) => ({ messages: [user(ground), { ...assistant(ground), role: 'bot' }] })),
      human: written((ground) => ({ messages: [{ ...user(ground), role: 'narrator' }, assistant(ground)] })),
      'empty role': written((ground) => ({ messages: [{ ...user(ground), role: '' }, assistant(ground)] })),
    },
  },
  {
    rule: 'empty',
    ways: {
      'empty prompt': written(({ content }) => ({ input: '', output: content.answer })),
      'white space as answer': written(({ content }) => ({ input: content.prompt, output: ' \n\t ' })),
      'empty answer': written((ground) => ({ messages: [user(ground), { role: 'assistant', content: '' }] })),
      'system only': written((ground) => ({ messages: [{ role: 'system', content: ground.content.prompt }, assistant(ground)] })),
    },
  },
  {
    rule: 'last-message-not-assistant',
    ways: {
      user: written((ground) => ({ messages: [assistant(ground), user(ground)] })),
      system: written((ground) => ({ messages: [user(ground), assistant(ground), { role: 'system', content: ground.content.prompt }] })),
    },
  },
  {
    rule: 'tool-call',
    ways: {
      'unanswered call': written((ground) => ({ messages: [user(ground), call('call_1'), assistant(ground)] })),
      'answer to no call': written((ground) => ({ messages: [user(ground), reply('call_9', 'Nothing was found.'), assistant(ground)] })),
      'answer to another call': written((ground) => ({
        messages: [user(ground), call('call_1'), reply('call_2', 'Nothing was found.'), assistant(ground)],
      })),
    },
  },
];
