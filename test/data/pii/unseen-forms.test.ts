import { describe, expect, test } from 'vitest';
import { createPiiFinder } from '../../../src/data/pii/find-pii.ts';
import { markedTexts, plainTexts, unmark } from './marked-cases.ts';

const find = createPiiFinder();
const foundIn = (text: string): string[] => find(text).map(({ entity, start, end }) => `${entity} ${start} ${text.slice(start, end)}`);

describe('forms that no generator made', () => {
  for (const [kind, marked] of Object.entries(markedTexts)) {
    test.each(marked)(`${kind}: %j`, (one) => {
      const { text, expected } = unmark(one);
      expect(foundIn(text)).toEqual(expected);
    });
  }

  test.each(plainTexts)('nothing: %j', (text) => {
    expect(foundIn(text)).toEqual([]);
  });
});
