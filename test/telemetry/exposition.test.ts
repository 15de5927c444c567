import { describe, expect, test } from 'vitest';
import { readExposition, sumOf } from './exposition.ts';

const good = `# HELP a_total Things.
# TYPE a_total counter
a_total{kind="x",note="a \\"quoted\\" one"} 2
a_total{kind="y",note=""} 3
# HELP b_seconds Times.
# TYPE b_seconds histogram
b_seconds_bucket{le="1"} 1
b_seconds_bucket{le="+Inf"} 2
b_seconds_sum 4.5
b_seconds_count 2
`;

describe('reading a scrape', () => {
  test('gives families with their samples', () => {
    const families = readExposition(good);
    expect(families.map(({ name, type, help }) => [name, type, help])).toEqual([
      ['a_total', 'counter', 'Things.'],
      ['b_seconds', 'histogram', 'Times.'],
    ]);
    expect(sumOf(families, 'a_total')).toBe(5);
    expect(sumOf(families, 'a_total', { kind: 'y' })).toBe(3);
    expect(sumOf(families, 'c_total')).toBeNull();
  });

  test.each([
    ['a line without meaning', good.replace('b_seconds_sum 4.5', 'b_seconds_sum four'), 'no sample'],
    ['a sample without its family', good.replace('# TYPE a_total counter\n', ''), 'outside of its family'],
    ['a series that stands twice', good.replace('kind="y",note=""', 'kind="x",note="a \\"quoted\\" one"'), 'stands twice'],
    ['a histogram without its last bucket', good.replace('b_seconds_bucket{le="+Inf"} 2\n', ''), 'broken histogram'],
    ['labels that are not quoted', good.replace('kind="y"', 'kind=y'), 'unreadable labels'],
  ])('refuses %s', (_, text, message) => {
    expect(() => readExposition(text)).toThrow(message);
  });
});
