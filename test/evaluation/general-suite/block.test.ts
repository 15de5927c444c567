import { describe, expect, test } from 'vitest';
import { blockOf, blocksOf, cell, cells, withArticle, writtenBlocks } from '../../../src/evaluation/general-suite/block.ts';

describe('blocks of questions', () => {
  test('are written as lines with empty lines between them', () => {
    expect(writtenBlocks('test', 'Up and | down\nIn and | out\n\nIs it? | Yes!\nWho? | me', 'Say: ')).toEqual([
      { template: 'test', prefixes: ['Say: Up and', 'Say: In and'], options: [' down.', ' out.'] },
      { template: 'test', prefixes: ['Say: Is it?', 'Say: Who?'], options: [' Yes!', ' me.'] },
    ]);
  });

  test('are refused when two questions have one answer or one prefix', () => {
    const line = (prefix: string, answer: string) => ({ prefix, answer });
    expect(() => blockOf('test', [line('a', 'x'), line('b', 'x')])).toThrow(/template "test".*different answers/s);
    expect(() => blockOf('test', [line('a', 'x'), line('a', 'y')])).toThrow(/different prefixes/);
    expect(() => blockOf('test', [line('a', 'x')])).toThrow(/at least two questions/);
  });

  test('of a table have different answers and leave out only what cannot be matched', () => {
    const questions = [...'aaaabbbccd'].map((answer, index) => ({ prefix: `question ${index}`, answer }));
    const blocks = blocksOf('test', 2, questions);
    expect(blocks).toHaveLength(5);
    for (const { options } of blocks) expect(new Set(options).size).toBe(2);
    expect(blocksOf('test', 4, questions)).toHaveLength(1);
    expect(blocksOf('test', 5, questions)).toEqual([]);
  });

  test('of a table do not depend on the order of its rows', () => {
    const questions = [...'abcdefgh'].map((answer) => ({ prefix: `the letter ${answer}`, answer }));
    expect(blocksOf('test', 4, questions.toReversed())).toEqual(blocksOf('test', 4, questions));
  });

  test('tell of a column that a table lacks', () => {
    expect(cell(['a', 'b'], 1)).toBe('b');
    expect(() => cell(['a', ''], 1)).toThrow(RangeError);
    expect(cells('\n a | b\n\nc|d \n')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('put the article that the noun needs', () => {
    expect([withArticle('apple'), withArticle('dog')]).toEqual(['an apple', 'a dog']);
  });
});
