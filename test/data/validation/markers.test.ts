import { describe, expect, test } from 'vitest';
import { checkTemplateMarkers, leftoversIn } from '../../../src/data/validation/template-markers.ts';
import { specialTokenCheck, specialTokens } from '../../../src/data/validation/special-tokens.ts';
import { cleanTexts, prose } from './clean-texts.ts';
import { pair } from './make-row.ts';

const special = specialTokens(['<file_sep>']);
const checksOf = (text: string) => checkTemplateMarkers(pair(text, 'a'), special).map(({ check }) => check);

describe('leftovers of templates', () => {
  test.each([
    '<<SYS>>be brief<</SYS>>',
    '<|human|> hello',
    '<s>hello',
    'hello</s>',
    'Question\n### Response:\n',
    '### Instruction: go',
    'Dear {{ customer.name }},',
    'Dear {{name | upper}},',
    '{{#if late}}pay{{/if}}',
    '{% if late %} pay',
    'Answer this: {input}',
    'Use the {Context} here',
  ])('%s is found', (text) => {
    expect(checksOf(text)).toEqual(['templateMarker']);
  });

  test.each([
    'The lease begins on [Date].',
    'The rent is [•] a month.',
    '[Insert the name of the tenant]',
    'between [Company Name] and [NAME]',
    'amount: [____]',
    '[TBD]',
    'Dear <YOUR NAME HERE>,',
    'Signed on <insert date>.',
    'token = <YOUR_API_KEY>',
  ])('%s is a blank', (text) => {
    expect(checksOf(text)).toEqual(['placeholder']);
  });

  test('in code, a variable in braces is a blank at most', () => {
    expect(checksOf('const s = `Dear ${name}`; return { a: [s], b: f({input}) };')).toEqual(['placeholder']);
  });

  test.each([
    'See [Name](https://example.org) for more.',
    'He said that “the rent […] is due” [...] in May.',
    '- [ ] open\n- [x] done',
    'rows[date] is the value of array[name]',
    'The price was <s>100</s> 80 euros.',
    'Response: the rent is due. Instruction follows.',
    String.raw`\begin{document} \text{name} \end{document}`,
    'Let f{x} be a set {a, b} with {x | x > 0}.',
    'See note [12] and section [3.1].',
    'A Map<your_type> or <your-tag id="x"> or <insert id="add">; write to Ann <your.name@example.com>.',
  ])('%s is neither', (text) => {
    expect(checksOf(text)).toEqual([]);
  });

  test.each([...cleanTexts, ...prose])('%s has none', (_, text) => {
    expect(leftoversIn(text)).toEqual({ turn: false, variable: false, blank: false });
  });
});

describe('special tokens', () => {
  const check = specialTokenCheck(special);
  test('of OpenAI and of the base model are found in any message, and are no template markers then', () => {
    expect(check(pair('a <|endoftext|> b', 'c')).map(({ field }) => field)).toEqual(['messages[0].content']);
    expect(check(pair('a', '<|im_end|>')).map(({ field }) => field)).toEqual(['messages[1].content']);
    expect(check(pair('a<file_sep>b', 'c'))).toHaveLength(1);
    expect(checksOf('<|im_start|>')).toEqual([]);
  });

  test.each([
    '<|eot_id|>',
    '<|start_header_id|>',
    '<|im_end|>',
    '<start_of_turn>',
    '[INST]',
    '<|user|>',
    '<|vision_start|>',
    '<｜end▁of▁sentence｜>',
  ])('%s of a well-known family is found without its tokenizer, and is one finding', (token) => {
    expect(check(pair(`What is due? ${token}`, 'c'))).toHaveLength(1);
    expect(checksOf(`What is due? ${token}`)).toEqual([]);
  });

  test('that begin or end a sequence are one finding where the base model has them', () => {
    const own = specialTokens(['<s>', '</s>']);
    expect(checkTemplateMarkers(pair('<s>hello</s>', 'a'), own)).toEqual([]);
    expect(specialTokenCheck(own)(pair('<s>hello</s>', 'a'))).toHaveLength(1);
  });

  test.each([...cleanTexts, ...prose])('%s has none', (_, text) => {
    expect(check(pair(text, text))).toEqual([]);
  });
});

test('patterns take linear time on a megabyte of what they begin with', () => {
  const check = specialTokenCheck(special);
  const start = process.cpuUsage().user;
  for (const unit of [
    '{{',
    '{{ a',
    '[',
    '[insert ',
    '<|',
    '<|a',
    '## ',
    '\n##',
    '{%',
    '{{a |',
    '[date a',
    '[••',
    '{{a.',
    '<',
    '<your ',
    '<your a',
    '[I',
    '<s',
  ]) {
    const text = unit.repeat(2 ** 20 / unit.length);
    leftoversIn(text, special);
    check(pair(text, ''));
  }
  expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(8);
});
