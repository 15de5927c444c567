import { describe, expect, test } from 'vitest';
import { DuplicatesSpec, type DuplicatesSpecInput } from '../../../src/contracts/duplicates-spec.ts';
import type { SplitName } from '../../../src/contracts/dataset.ts';
import { RowFinding } from '../../../src/contracts/row-finding.ts';
import { findContamination, type Leak, type PromptSearch } from '../../../src/data/contamination/find-contamination.ts';
import { findOverlaps } from '../../../src/data/contamination/ngram-overlap.ts';
import type { PlacedSketches, RowPart } from '../../../src/data/contamination/placed-rows.ts';
import { leakFinding, settleLeaks } from '../../../src/data/contamination/settle-leaks.ts';
import { nearDuplicateClusters } from '../../../src/data/duplicates/near-duplicate-clusters.ts';
import { sketchRows } from '../../../src/data/duplicates/sketches.ts';
import { editedRows, RowWriter, sentences, type PlainRow } from '../duplicates/edited-rows.ts';

type Placed = readonly [part: number, row: PlainRow];

function place(parts: readonly RowPart[], rows: readonly Placed[]): PlacedSketches {
  return { sketches: sketchRows(rows.map(([, row]) => row)), parts, partOf: Uint16Array.from(rows, ([part]) => part) };
}

const part = (name: string, side: SplitName, frozen = false): RowPart => ({ name, side, frozen });
const leaksOf = (placed: PlacedSketches, search: PromptSearch): Leak[] => findContamination(placed, search).leaks;
const policy = (input: DuplicatesSpecInput['contamination'] = {}) =>
  DuplicatesSpec.parse({ contamination: { overlapShare: 0, ...input } }).contamination;
const prompt = 'What must the tenant of a furnished flat do when the heating breaks down on a weekend in the winter months';
const edited = prompt.replace('winter', 'colder');

describe('contamination', () => {
  test('a train row of any stage gives when another stage is tested on its prompt, in both directions', () => {
    const writer = new RowWriter(1);
    const other = 'How long may a buyer of a used car wait before she tells the seller of a defect';
    const placed = place(
      [part('law', 'train'), part('law', 'test'), part('cars', 'train'), part('cars', 'test')],
      [
        [0, writer.row(other, 'Two years, unless the contract of sale says otherwise')],
        [1, writer.row(prompt, 'Call the owner')],
        [2, writer.row(`${prompt.toUpperCase()} `, 'Wait')],
        [3, writer.row(other, 'Two years')],
      ],
    );
    const settled = settleLeaks(placed, leaksOf(placed, policy()), policy());
    expect(settled.map(({ leak, gives }) => [leak.kind, gives, leak.measured])).toEqual([
      ['exact', 0, 3],
      ['exact', 2, 1],
    ]);
    const finding = leakFinding(placed, settled[1]!);
    expect(RowFinding.parse(finding)).toMatchObject({ rule: 'leak', action: 'drop', line: 3, split: 'train', score: 1 });
    expect(finding.message).toBe('this train row of cars has the same prompt as line 2 of rows.jsonl, a test row of law');
  });

  test('nearly the same prompt leaks, whatever the answers and instructions; another number does not', () => {
    const writer = new RowWriter(2);
    const placed = place(
      [part('law', 'train'), part('law', 'validation')],
      [
        [0, writer.row(edited, 'wait', 'Be brief')],
        [0, writer.row(`${prompt} of 2023`, 'wait')],
        [1, writer.row(`${prompt} of 2024`, 'call')],
      ],
    );
    expect(leaksOf(placed, policy())).toMatchObject([{ learned: 0, measured: 2, kind: 'near' }]);
    expect(findOverlaps(placed, policy()).map(({ learned }) => learned)).toContain(1);
    expect(leaksOf(placed, policy({ near: false }))).toEqual([]);
  });

  test('validation gives to test, and rows of one side never leak', () => {
    const writer = new RowWriter(3);
    const rows = [prompt, prompt, prompt].map((text) => writer.row(text, 'wait'));
    const placed = place(
      [part('law', 'validation'), part('law', 'test')],
      [
        [0, rows[0]!],
        [0, rows[1]!],
        [1, rows[2]!],
      ],
    );
    expect(leaksOf(placed, policy()).map(({ learned, measured }) => [learned, measured])).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  test('the held-out side gives by policy, but never a frozen set', () => {
    const writer = new RowWriter(4);
    const rows: Placed[] = [
      [0, writer.row(prompt, 'wait')],
      [1, writer.row(prompt, 'wait')],
    ];
    const open = place([part('law', 'train'), part('law', 'test')], rows);
    const frozen = place([part('law', 'train'), part('agreed', 'test', true)], rows);
    const held = policy({ gives: 'held-out' });
    expect(settleLeaks(open, leaksOf(open, held), held)).toMatchObject([{ gives: 1 }]);
    expect(settleLeaks(frozen, leaksOf(frozen, held), held)).toMatchObject([{ gives: 0 }]);
  });

  test('two frozen sides, or a policy by which nobody gives, end with both places', () => {
    const writer = new RowWriter(5);
    const rows: Placed[] = [
      [0, writer.row(prompt, 'wait')],
      [1, writer.row(edited, 'wait')],
    ];
    const frozen = place([part('law', 'train', true), part('agreed', 'test', true)], rows);
    expect(() => settleLeaks(frozen, leaksOf(frozen, policy()), policy())).toThrow(
      expect.objectContaining({
        name: 'LeakDetected',
        message: expect.stringMatching(/line 1 of rows\.jsonl \(frozen train row of law\) and line 2 of rows\.jsonl/),
      }),
    );
    const open = place([part('law', 'train'), part('law', 'test')], rows);
    const nobody = policy({ gives: 'nobody' });
    expect(() => settleLeaks(open, leaksOf(open, nobody), nobody)).toThrow(/gives is "nobody"/);
  });
});

describe('a side that is yet to be chosen', () => {
  test('meets frozen rows alone, and its finding names no split', () => {
    const writer = new RowWriter(7);
    const rows: Placed[] = [
      [0, writer.row(prompt, 'wait')],
      [1, writer.row(edited, 'wait')],
      [2, writer.row(prompt.toUpperCase(), 'wait')],
    ];
    const open: RowPart = { name: 'law', side: null, frozen: false };
    const placed = place([open, part('cars', 'test'), part('agreed', 'test', true)], rows);
    const settled = settleLeaks(placed, leaksOf(placed, policy()), policy());
    expect(settled).toMatchObject([{ gives: 0, leak: { measured: 2, kind: 'exact' } }]);
    const finding = leakFinding(placed, settled[0]!);
    expect(finding).not.toHaveProperty('split');
    expect(finding.message).toBe('this row of law has the same prompt as line 3 of rows.jsonl, a frozen test row of agreed');
  });

  test('every measured row gives by policy that one train row repeats, and rows whose side Anneal chose give where nobody does', () => {
    const writer = new RowWriter(8);
    const rows: Placed[] = [0, 1, 1].map((at) => [at, writer.row(prompt, 'wait')] as const);
    const held = policy({ gives: 'held-out' });
    const open = place([part('law', 'train'), part('law', 'test')], rows);
    expect(settleLeaks(open, leaksOf(open, held), held).map(({ gives }) => gives)).toEqual([1, 2]);
    const chosen = place([part('law', 'train'), { ...part('cars', 'test'), chosen: true }], rows);
    const nobody = policy({ gives: 'nobody' });
    expect(settleLeaks(chosen, leaksOf(chosen, nobody), nobody).map(({ gives }) => gives)).toEqual([1, 2]);
  });
});

describe('runs of 13 words', () => {
  const writer = new RowWriter(6);
  const passage = writer.words(40);

  test('a shared passage is told with its share, and dropped by policy', () => {
    const own = () => writer.words(60);
    const placed = place(
      [part('law', 'train'), part('law', 'test')],
      [
        [0, writer.row([...own(), ...passage.slice(0, 20)].join(' '), 'wait')],
        [0, writer.row([...own(), ...passage.slice(0, 12)].join(' '), 'wait')],
        [1, writer.row(passage.slice(0, 30).join(' '), passage.slice(30).join(' '))],
      ],
    );
    const leaks = findOverlaps(placed, policy());
    expect(leaks).toEqual([{ learned: 0, measured: 2, kind: 'overlap', score: 8 / 28 }]);
    expect(settleLeaks(placed, leaks, policy())).toMatchObject([{ gives: null }]);
    expect(settleLeaks(placed, leaks, policy({ overlap: 'drop' }))).toMatchObject([{ gives: 0 }]);
    expect(findOverlaps(placed, policy({ overlapShare: 0.5 }))).toEqual([]);
  });

  test('wording that more than ten train rows hold does not count', () => {
    const rows: Placed[] = Array.from(
      { length: 11 },
      () => [0, writer.row([...passage.slice(0, 20), ...writer.words(40)].join(' '), 'wait')] as const,
    );
    const test: Placed = [1, writer.row([...passage.slice(0, 20), ...writer.words(40)].join(' '), 'call')];
    expect(findOverlaps(place([part('a', 'train'), part('a', 'test')], [...rows, test]), policy())).toEqual([]);
    expect(findOverlaps(place([part('a', 'train'), part('a', 'test')], [...rows.slice(1), test]), policy())).toHaveLength(10);
  });

  test('a measured row of 8 to 12 words is looked for as a whole, a shorter one not at all', () => {
    const find = (words: number) => {
      const train: Placed = [0, writer.row([...writer.words(30), ...passage.slice(0, words), ...writer.words(30)].join(' '), 'wait')];
      const test: Placed = [1, writer.row(passage.slice(0, words - 1).join(' '), passage[words - 1]!)];
      return findOverlaps(place([part('a', 'train'), part('a', 'test')], [train, test]), policy());
    };
    expect(find(9)).toMatchObject([{ kind: 'overlap', score: 1 }]);
    expect(find(7)).toEqual([]);
  });
});

describe('what a split needs', () => {
  test('edited copies and other answers to one prompt stand in one cluster, other rows in their own', () => {
    const { rows, pairs } = editedRows({ seed: 12, rows: 1500, copies: 300, words: [40, 80] });
    const writer = new RowWriter(13);
    rows.push(writer.row(prompt, 'wait'), writer.row(prompt.toUpperCase(), sentences(writer.words(20))), writer.row(edited, 'call'));
    const clusters = nearDuplicateClusters(sketchRows(rows));
    expect(pairs.filter(({ first, second }) => clusters[first] === clusters[second]).length).toBeGreaterThanOrEqual(pairs.length * 0.95);
    expect(Array.from(clusters.slice(-3))).toEqual([1500, 1500, 1500]);
    expect(new Set(clusters).size).toBeGreaterThanOrEqual(1201);
  });

  test('long rows that differ in a number alone stand in one cluster, short ones do not', () => {
    const writer = new RowWriter(15);
    const question = (words: number) =>
      writer
        .words(words)
        .filter((word) => !/\d/.test(word))
        .join(' ');
    const [long, short] = [question(40), question(12)];
    const texts = [`${long} 2023`, `${long} 2024`, `${short} 2023`, `${short} 2024`];
    expect(Array.from(nearDuplicateClusters(sketchRows(texts.map((text) => writer.row(text, 'wait')))))).toEqual([0, 0, 2, 3]);
  });

  test('the highest similarity between train and test is found, and null where nothing is alike', () => {
    const writer = new RowWriter(14);
    const parts = [part('law', 'train'), part('law', 'test')];
    const far: Placed[] = Array.from({ length: 100 }, (_, row) => [row % 2, writer.row(sentences(writer.words(40)), 'wait')] as const);
    const search = { ...policy(), mostSimilar: true };
    expect(findContamination(place(parts, far), search).mostSimilar?.jaccard ?? 0).toBeLessThan(0.1);
    const near = place(parts, [...far, [0, writer.row(prompt, 'wait')], [1, writer.row(edited, 'wait')]]);
    const found = findContamination(near, search);
    expect(found.mostSimilar).toMatchObject({ train: 100, heldOut: 101 });
    expect(found.mostSimilar!.jaccard).toBeGreaterThan(0.4);
    expect(found.leaks).toEqual([{ learned: 100, measured: 101, kind: 'near', score: found.mostSimilar!.jaccard }]);
  });
});
