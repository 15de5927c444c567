import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { buildCards } from '../../../examples/contract-review/build.ts';
import { labelled, sentences } from '../../../examples/contract-review/clause-sentences.ts';
import { completionSplits } from '../../../examples/contract-review/general-rows.ts';
import { licenceGroups } from '../../../examples/contract-review/licence-groups.ts';
import { example, planted, splits } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-review-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the card stages are built again byte for byte, with the same bad rows', () => {
  const bad = buildCards(folder);
  for (const file of ['specific', 'company'].flatMap((stage) => splits.map((split) => `data/${stage}/${split}.jsonl`))) {
    expect(readFileSync(join(folder, file)).equals(readFileSync(join(example, file)))).toBe(true);
  }
  expect(bad).toEqual(planted.filter(({ file }) => !file.startsWith('data/general/')));
});

const licence = (id: string, text: string) => ({ id, name: id, text });

test('a sentence gets a label only when the keywords of exactly one kind of clause match', () => {
  expect(labelled({ licence: 'X', text: 'The author grants a patent licence.' })).toEqual([
    { licence: 'X', text: 'The author grants a patent licence.', clause: 'patent' },
  ]);
  expect(labelled({ licence: 'X', text: 'Patent claims terminate this licence.' })).toEqual([]);
  expect(labelled({ licence: 'X', text: 'You may copy it.' })).toEqual([]);
});

test('sentences lose their numbering, and those with addresses or of the wrong length are left out', () => {
  const text =
    'Short one. 2. You may copy and change the program as long as you keep every notice in place. 3. Grants. Write to the authors at someone@example.org if you want to use the program otherwise.';
  expect(sentences(licence('X', text)).map((sentence) => sentence.text)).toEqual([
    'You may copy and change the program as long as you keep every notice in place.',
  ]);
});

test('licences of one series and licences with much the same text are one group', () => {
  const words = 'permission is granted to anyone to use this software for any purpose and to change it freely';
  const groups = licenceGroups([
    licence('A-1.0', 'first text about one thing and another'),
    licence('A-2.0', 'quite different words in here'),
    licence('Zlib', words),
    licence('Copy', `${words} today`),
  ]);
  expect(groups.get('A-1.0')).toBe(groups.get('A-2.0'));
  expect(groups.get('Zlib')).toBe(groups.get('Copy'));
  expect(groups.get('Zlib')).not.toBe(groups.get('A-1.0'));
});

test('too few sentences for the files asked for are an error, not a shorter file', () => {
  expect(() =>
    completionSplits([
      licence('A', 'Only one sentence is in here, and it is long enough to be taken for a row of some kind, but it is alone.'),
    ]),
  ).toThrow(/only \d+ sentences/);
});
