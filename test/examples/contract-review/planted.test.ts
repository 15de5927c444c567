import { expect, test } from 'vitest';
import { linesOf, planted, splits, stages } from './files.ts';

type Chat = { messages: { role: string; content?: string }[] };
const files = stages.flatMap((stage) => splits.map((split) => `data/${stage}/${split}.jsonl`));
const lineAt = ({ file, line }: { file: string; line: number }): string => linesOf(file)[line - 1] ?? '';
const chatAt = (entry: { file: string; line: number }): Chat => JSON.parse(lineAt(entry)) as Chat;
const ofRule = (rule: string) => planted.filter((entry) => entry.rule === rule);

test('twelve bad rows are planted: three duplicates, three leaks, two malformed lines, two empty texts and one of each other kind', () => {
  const counts = Object.fromEntries([...new Set(planted.map(({ rule }) => rule))].map((rule) => [rule, ofRule(rule).length]));
  expect(counts).toEqual({
    'exact-duplicate': 3,
    leak: 3,
    malformed: 2,
    empty: 2,
    'last-message-not-assistant': 1,
    'missing-field': 1,
  });
});

test('a duplicate repeats an earlier line of its own file', () => {
  for (const entry of ofRule('exact-duplicate')) {
    expect(entry.same?.file).toBe(entry.file);
    expect(entry.same?.line).toBeLessThan(entry.line);
    expect(lineAt(entry)).toBe(lineAt(entry.same as { file: string; line: number }));
  }
});

test('a leak is a training row that also stands in a test file', () => {
  for (const entry of ofRule('leak')) {
    expect(entry.file).toMatch(/train\.jsonl$/);
    expect(entry.same?.file).toMatch(/test\.jsonl$/);
    expect(lineAt(entry)).toBe(lineAt(entry.same as { file: string; line: number }));
  }
});

test('malformed lines do not parse, and all other lines of all files do', () => {
  const malformed = new Set(ofRule('malformed').map(({ file, line }) => `${file}:${line}`));
  for (const file of files) {
    for (const [index, text] of linesOf(file).entries()) {
      expect(parses(text)).toBe(!malformed.has(`${file}:${index + 1}`));
    }
  }
});

test('the rows with an empty answer, an empty question, a missing content and a wrong last turn are what they are called', () => {
  const emptyRoles = ofRule('empty').map((entry) => chatAt(entry).messages.find(({ content }) => content === '')?.role);
  expect(new Set(emptyRoles)).toEqual(new Set(['assistant', 'user']));
  for (const entry of ofRule('missing-field'))
    expect(chatAt(entry).messages.filter((message) => message.content === undefined)).toHaveLength(1);
  for (const entry of ofRule('last-message-not-assistant')) expect(chatAt(entry).messages.at(-1)?.role).toBe('user');
});

test('no other line is repeated within a file or stands in both a training and another file', () => {
  const known = new Set(planted.map(({ file, line }) => `${file}:${line}`));
  const all = files.flatMap((file) => linesOf(file).filter((_, index) => !known.has(`${file}:${index + 1}`)));
  expect(new Set(all).size).toBe(all.length);
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
