import { expect, test } from 'vitest';
import { generateNearDuplicates } from './generate-near-duplicates.ts';
import { jaccard, words } from './jaccard.ts';

const made = generateNearDuplicates(23, 4000);

test('rows have about 100 words', () => {
  const lengths = made.rows.map(({ prompt }) => words(prompt).length);
  expect(Math.min(...lengths)).toBeGreaterThan(70);
  expect(Math.max(...lengths)).toBeLessThan(140);
});

test('edited copies share the answer of their row and lie in all three ranges of likeness', () => {
  expect(made.pairs.filter(({ rows: [a, b] }) => made.rows[a]!.answer !== made.rows[b]!.answer)).toEqual([]);
  expect(made.pairs.filter(({ edited }) => edited < 0.01 || edited > 0.1)).toEqual([]);
  const within = (low: number, high: number): number => made.pairs.filter((pair) => pair.jaccard >= low && pair.jaccard < high).length;
  expect(within(0.8, 1)).toBeGreaterThan(100);
  expect(within(0.5, 0.8)).toBeGreaterThan(100);
  expect(within(0, 0.5)).toBeGreaterThan(20);
});

test('the recorded likeness is that of the prompts', () => {
  for (const { rows, jaccard: recorded } of made.pairs)
    expect(jaccard(made.rows[rows[0]]!.prompt, made.rows[rows[1]]!.prompt)).toBe(recorded);
});

test('no row stands in two clusters, and each pair stands in one', () => {
  const clusterOf = new Map(made.clusters.flatMap((cluster, index) => cluster.map((row) => [row, index] as const)));
  expect(clusterOf.size).toBe(made.clusters.flat().length);
  expect(made.pairs.filter(({ rows: [a, b] }) => clusterOf.get(a) === undefined || clusterOf.get(a) !== clusterOf.get(b))).toEqual([]);
  expect(made.lookalikes.flat().filter((row) => clusterOf.has(row))).toEqual([]);
});

test('look-alikes differ in prompt and answer', () => {
  expect(made.lookalikes.length).toBeGreaterThan(100);
  const same = made.lookalikes.filter(
    ([a, b]) => made.rows[a]!.answer === made.rows[b]!.answer || made.rows[a]!.prompt === made.rows[b]!.prompt,
  );
  expect(same).toEqual([]);
});

test('the same seed gives the same rows', () => expect(generateNearDuplicates(23, 4000)).toEqual(made));
