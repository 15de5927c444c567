import { describe, expect, test } from 'vitest';
import { checkForm, FormCensus, formOf, noForms } from '../../../src/data/validation/answer-form.ts';
import { checkEcho, checkPreference } from '../../../src/data/validation/check-answers.ts';
import { labelsWithoutSlips, LabelSet, rareLabels } from '../../../src/data/validation/label-set.ts';
import { pair } from './make-row.ts';

describe('labels', () => {
  const labels = new LabelSet(['payment', 'governing-law']);
  test.each([
    ['payment', 'a label'],
    ['Payment', 'in letter case only'],
    ['payment.', 'in punctuation or white space only'],
    ['Governing Law', 'in punctuation or white space only'],
    ['paymnet', 'none of the 2 labels'],
    ['paymet', 'by one character'],
    ['warranty', 'none of the 2 labels'],
  ])('%s: %s', (answer, expected) => {
    const [found] = labels.check(pair('q', answer));
    expect(found?.message ?? 'a label').toContain(expected);
  });

  test('that one row has are rare where the others have ten rows on average, and are flagged', () => {
    const counts = [
      ['yes', 20],
      ['no', 12],
      ['arson', 1],
    ] as const;
    expect(rareLabels(counts)).toEqual(['arson']);
    expect(
      rareLabels([
        ['yes', 5],
        ['no', 4],
        ['perhaps', 1],
      ]),
    ).toEqual([]);
    const [found] = new LabelSet(['arson', 'no', 'yes'], ['arson']).check(pair('q', 'arson'));
    expect(found).toMatchObject({
      rule: 'label-set',
      policy: 'flag',
      message: expect.stringContaining('a rare class or a slip') as string,
    });
  });

  test('that are found are without rare spellings of another, and without the rarest in large datasets', () => {
    const counts = [
      ['yes', 900],
      ['no', 850],
      ['Yes', 3],
      ['maybe', 240],
      ['banana', 1],
    ] as const;
    expect(labelsWithoutSlips(counts, 1994)).toEqual(['maybe', 'no', 'yes']);
    expect(
      labelsWithoutSlips(
        [
          ['yes', 90],
          ['no', 80],
          ['rare', 1],
          ['No.', 2],
        ],
        173,
      ),
    ).toEqual(['no', 'rare', 'yes']);
    expect(
      labelsWithoutSlips(
        [
          ['+', 50],
          ['-', 50],
        ],
        100,
      ),
    ).toEqual(['+', '-']);
  });
});

describe('format drift', () => {
  const limits = { policy: 'flag', severity: 'warning', majority: 0.95, leastRows: 100 } as const;
  const drift = (usual: (index: number) => string, other: string) => {
    const census = new FormCensus();
    for (let index = 0; index < 198; index += 1) census.add(usual(index));
    census.add(other);
    census.add(usual(0));
    const majority = census.majority(limits);
    expect(checkForm(pair('q', usual(1)), majority)).toEqual([]);
    return checkForm(pair('q', other), majority).map(({ message }) => message);
  };

  test('is told of lists among prose, prose among lists, other keys and other beginnings', () => {
    expect(drift((index) => `The number is ${index}.`, '- one\n- two')).toEqual([
      'the answer is a bulleted list; nearly all answers of this dataset are plain text',
    ]);
    expect(drift((index) => `1. first ${index}\n2. second`, 'Just text.')).toEqual([
      'the answer is plain text; nearly all answers of this dataset are a numbered list',
    ]);
    expect(drift((index) => `{"a": ${index}, "b": 1}`, '{"a": 1}')[0]).toContain('other keys');
    expect(drift((index) => `{"a": ${index}}`, 'a is 1')[0]).toContain('nearly all answers of this dataset are JSON');
    expect(drift((index) => `{"a": ${index}, "b": [1]}`, '{"a": "7", "b": [1]}')[0]).toContain('another type');
    expect(drift((index) => `{"a": ${index}, "b": [1]}`, '{"a": 7, "b": {}}')[0]).toContain('another type');
    expect(drift((index) => `{"a": ${index}}`, '{"a": null}')).toEqual([]);
    expect(drift((index) => `Answer: ${index}`, 'It is 7')[0]).toContain('does not begin');
  });

  test('is not looked for where answers have several forms, or are few', () => {
    expect(drift((index) => (index % 10 === 0 ? '- one\n- two' : `Words ${index}`), 'Other: words')).toEqual([]);
    const few = new FormCensus();
    for (let index = 0; index < 99; index += 1) few.add('Answer: yes');
    expect(few.majority(limits)).toEqual(noForms);
  });

  test.each([
    ['- a\n- b', 'a bulleted list'],
    ['Here it is:\n- a\n- b\n- c', 'a bulleted list'],
    ['1) a\n2) b', 'a numbered list'],
    ['2024. was a year', 'plain text'],
    ['```js\n1\n```', 'code'],
    ['[1, 2]', 'JSON'],
    ['[Date] is open', 'plain text'],
    ['- only one', 'plain text'],
  ])('%j is %s', (answer, form) => {
    expect(formOf(answer)).toBe(form);
  });
});

test('an answer that says the question again is found, a label that is the question is not', () => {
  const text = { answers: 'text', labels: null } as const;
  expect(checkEcho(pair('What is due? ', 'what is  DUE?'), text)).toHaveLength(1);
  expect(checkEcho(pair('\u200bWhat is due?', 'What\u00a0is due?'), text)).toHaveLength(1);
  expect(checkEcho(pair(`${'x'.repeat(60)} y`, `${'X'.repeat(60)}  y`), text)).toHaveLength(1);
  expect(checkEcho(pair('What is due?', 'The rent is.'), text)).toEqual([]);
  expect(checkEcho(pair('payment', 'payment'), { answers: 'labels', labels: ['payment'] })).toEqual([]);
});

test('a preference between equal answers is none', () => {
  const row = pair('q', 'The rent.');
  expect(checkPreference({ ...row, rejected: [{ role: 'assistant', content: 'the  rent.' }] })).toHaveLength(1);
  expect(checkPreference({ ...row, rejected: [{ role: 'assistant', content: 'No rent.' }] })).toEqual([]);
  expect(checkPreference(row)).toEqual([]);
});
