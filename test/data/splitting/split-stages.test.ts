import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SplitName } from '../../../src/contracts/dataset.ts';
import { AnnealFailure } from '../../../src/contracts/failure.ts';
import { canonicalRow } from '../../../src/data/canonical-row.ts';
import type { Row } from '../../../src/contracts/row.ts';
import { position, promptKey, splitRow, type SplitRow } from '../../../src/data/split-keys.ts';
import { sidesOf as assignSides, splitAll, type StageRows } from './tables.ts';

const split = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/test' };
const even = { train: 0.4, validation: 0.3, test: 0.3, salt: 'anneal/test' };
const side = fc.constantFrom<SplitName>('train', 'validation', 'test');
const name = (prefix: string, most: number) => fc.nat(most).map((number) => `${prefix}${number}`);
const place = { file: fc.constantFrom('a.jsonl', 'b.jsonl'), line: fc.integer({ min: 1, max: 99 }) };
const anyRow = (prompts: number): fc.Arbitrary<SplitRow> =>
  fc.record({ prompt: name('p', prompts), group: fc.option(name('g', 8)), given: fc.constant(null), ...place });
const readyRow: fc.Arbitrary<SplitRow> = fc.record({ prompt: name('p', 30), group: fc.option(name('g', 8)), given: side, ...place });

/** One stage that has a row on each side whatever else happens: these prompts are nobody else's. */
function padded(rows: SplitRow[]): SplitRow[] {
  const sides: SplitName[] = ['train', 'validation', 'test'];
  return [
    ...rows,
    ...sides.map((given, line) => ({ prompt: `own-${given}-${rows.length}`, group: null, given, file: 'own.jsonl', line: line + 1 })),
  ];
}

describe('the side of a row', () => {
  test('is the documented function of salt and group', () => {
    // printf 'anneal/test\\0g1' | sha256sum begins with these 48 bits
    expect(position('anneal/test', 'g1')).toBe(0x7f28_6893_d3a9 / 2 ** 48);
  });

  test('comes in the asked shares', () => {
    const rows = Array.from({ length: 20_000 }, (_, line) => ({ prompt: `p${line}`, group: null, given: null, file: 'f', line: line + 1 }));
    const sides = assignSides(rows, split);
    const share = (wanted: SplitName) => sides.filter((found) => found === wanted).length / rows.length;
    expect(share('train')).toBeCloseTo(0.8, 1.5);
    expect(share('validation')).toBeCloseTo(0.1, 1.5);
    expect(share('test')).toBeCloseTo(0.1, 1.5);
  });

  test('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyRow(30), readyRow)), fc.infiniteStream(fc.nat()), (rows, keys) => {
        const sides = assignSides(rows, even);
        const order = rows.map((_, index) => ({ index, key: keys.next().value as number })).toSorted((a, b) => a.key - b.key);
        const shuffled = assignSides(
          order.map(({ index }) => rows[index]!),
          even,
        );
        expect(shuffled).toEqual(order.map(({ index }) => sides[index]));
      }),
    );
  });

  test('stays when rows of other prompts come, in old groups and new ones', () => {
    fc.assert(
      fc.property(fc.array(anyRow(30)), fc.array(anyRow(30)), (rows, added) => {
        const more = added.map((row) => ({
          ...row,
          prompt: `new ${row.prompt}`,
          group: row.group === null ? null : `${row.prompt} ${row.group}`,
        }));
        const inOldGroups = rows
          .map((row) => ({ ...row, prompt: `another of ${row.group ?? row.prompt}` }))
          .filter(({ group }) => group !== null);
        expect(assignSides([...more, ...rows, ...inOldGroups], even).slice(more.length, more.length + rows.length)).toEqual(
          assignSides(rows, even),
        );
      }),
    );
  });

  test('never goes from test to train when groups grow together', () => {
    const rank = { train: 0, validation: 1, test: 2 };
    const grouped = fc.record({ prompt: name('p', 12), group: name('g', 20), given: fc.constant(null), ...place });
    fc.assert(
      fc.property(fc.array(grouped), fc.array(grouped), (rows, added) => {
        const before = assignSides(rows, even);
        const after = assignSides([...rows, ...added], even);
        for (const [index, found] of before.entries()) expect(rank[after[index]!]).toBeGreaterThanOrEqual(rank[found]);
      }),
    );
  });

  test('is one for a group and one for a prompt', () => {
    fc.assert(
      fc.property(fc.array(anyRow(30)), (rows) => {
        const sides = assignSides(rows, even);
        for (const key of ['prompt', 'group'] as const) {
          const seen = new Map<string, SplitName>();
          for (const [index, row] of rows.entries()) {
            const value = row[key];
            if (value === null) continue;
            expect(sides[index]).toBe(seen.get(value) ?? sides[index]);
            seen.set(value, sides[index]!);
          }
        }
      }),
    );
  });

  test('of a ready-made split is kept, and rows that are to be split follow it', () => {
    const row = (given: SplitName | null, prompt: string, group: string | null = null) => ({ prompt, group, given, file: 'f', line: 1 });
    expect(
      assignSides(
        [row('test', 'p1'), row(null, 'p1'), row('validation', 'p2', 'g'), row(null, 'p3', 'g'), row('train', 'p4'), row(null, 'p4')],
        split,
      ),
    ).toEqual(['test', 'test', 'validation', 'validation', 'train', 'train']);
  });
});

describe('splitting all stages together', () => {
  test('leaves no prompt of a test or validation side in any train side, whatever was ready-made, and counts add up', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.oneof(anyRow(30), readyRow)), { minLength: 1, maxLength: 3 }), (lists) => {
        const stages = lists.map((rows, index): StageRows => ({
          stage: `s${index}`,
          rows: padded(rows.map((row) => ({ ...row }))).map((row) => ({
            ...row,
            prompt: row.prompt.startsWith('own') ? `${row.prompt}/${index}` : row.prompt,
          })),
        }));
        const found = splitAll(stages, even);
        const prompts = { train: new Set<string>(), validation: new Set<string>(), test: new Set<string>() };
        for (const [stage, { rows }] of stages.entries()) {
          const [sides, dropped] = [found.sides[stage]!, found.dropped[stage]!];
          expect(sides.filter((kept) => kept !== null).length + dropped.length).toBe(rows.length);
          for (const [index, kept] of sides.entries()) if (kept !== null) prompts[kept].add(rows[index]!.prompt);
          const wrong = rows.filter((row, index) => row.given !== null && sides[index] !== null && sides[index] !== row.given);
          const lost = rows.filter((row, index) => row.given !== 'train' && row.given !== 'validation' && sides[index] === null);
          expect([wrong, lost]).toEqual([[], []]);
        }
        for (const prompt of prompts.train) expect(prompts.test.has(prompt) || prompts.validation.has(prompt)).toBe(false);
        for (const prompt of prompts.validation) expect(prompts.test.has(prompt)).toBe(false);
      }),
    );
  });

  test('names a leak with both places, across stages and in both directions', () => {
    const row = (prompt: string, given: SplitName, file: string, line: number): SplitRow => ({ prompt, group: null, given, file, line });
    const early = padded([row('shared', 'train', 'general/train.jsonl', 7), row('later', 'test', 'general/test.jsonl', 2)]);
    const late = padded([
      row('shared', 'test', 'company/test.jsonl', 12),
      row('later', 'train', 'company/train.jsonl', 3),
      row('later', 'validation', 'company/validation.jsonl', 4),
      row('extra', 'train', 'company/train.jsonl', 9),
    ]);
    const { dropped } = splitAll(
      [
        { stage: 'general', rows: early },
        { stage: 'company', rows: late },
      ],
      split,
    );
    expect(dropped[0]).toEqual([
      {
        file: 'general/train.jsonl',
        line: 7,
        rule: 'leak',
        message: 'this train row has the same prompt as line 12 of company/test.jsonl, a test row of stage company',
      },
    ]);
    expect(dropped[1]!.map(({ file, line, message }) => [file, line, message])).toEqual([
      ['company/train.jsonl', 3, 'this train row has the same prompt as line 2 of general/test.jsonl, a test row of stage general'],
      [
        'company/validation.jsonl',
        4,
        'this validation row has the same prompt as line 2 of general/test.jsonl, a test row of stage general',
      ],
    ]);
  });

  test('has a ledger that depends on groups and sides, not on order, and changes with the salt', () => {
    const rows = Array.from({ length: 200 }, (_, line): SplitRow => ({
      prompt: `p${line}`,
      group: `g${line % 100}`,
      given: null,
      file: 'f',
      line: line + 1,
    }));
    const { assignment, ledger } = splitAll([{ stage: 's', rows }], split);
    const reversed = splitAll([{ stage: 's', rows: rows.toReversed() }], split);
    expect([reversed.assignment, reversed.ledger]).toEqual([assignment, ledger]);
    expect(splitAll([{ stage: 's', rows }], { ...split, salt: 'other' }).assignment).not.toBe(assignment);
    const of = (name: string) => createHash('sha256').update(name).digest('hex');
    const sides = splitAll([{ stage: 's', rows }], split).sides[0]!;
    const pairs = new Set(rows.map(({ group }, index) => `${of(group!)} ${sides[index]!}\n`));
    expect(assignment).toBe(of([...pairs].toSorted().join('')));
  });

  test('rejects a split with an empty side, and names a salt that fills all', () => {
    const rows = Array.from({ length: 4 }, (_, line): SplitRow => ({
      prompt: `p${line}`,
      group: null,
      given: null,
      file: 'f',
      line: line + 1,
    }));
    const unlucky = { ...split, salt: 'anneal/x' };
    const message = rejection(() => splitAll([{ stage: 'small', rows }], unlucky));
    expect(message).toMatch(/leaves stage "small" without rows on one side: train \d, validation \d, test \d, from 4 rows in 4 groups/);
    const salt = /split\.salt "([^"]+)"/.exec(message)![1]!;
    expect(new Set(splitAll([{ stage: 'small', rows }], { ...split, salt }).sides[0]).size).toBe(3);
  });

  test('says what is missing where no salt can help', () => {
    const rows = Array.from({ length: 50 }, (_, line): SplitRow => ({
      prompt: `p${line}`,
      group: `g${line % 2}`,
      given: null,
      file: 'f',
      line: line + 1,
    }));
    expect(rejection(() => splitAll([{ stage: 's', rows }], split))).toMatch(/from 50 rows in 2 groups.*at least 3 groups/);
    const ready = padded([]).filter((row) => row.given !== 'test');
    expect(rejection(() => splitAll([{ stage: 's', rows: ready }], split))).toMatch(
      /train 1, validation 1, test 0.*ready-made splits rows of their own/,
    );
    const free = Array.from({ length: 50 }, (_, line): SplitRow => ({
      prompt: `p${line}`,
      group: null,
      given: null,
      file: 'f',
      line: line + 1,
    }));
    expect(rejection(() => splitAll([{ stage: 's', rows: free }], { ...split, train: 0.9, test: 0 }))).toMatch(/share above 0/);
  });
});

describe('the key of a prompt', () => {
  const key = (content: string, system = 'Be brief.') =>
    promptKey(
      canonicalRow(
        {
          messages: [
            { role: 'system', content: system },
            { role: 'user', content },
            { role: 'assistant', content: 'a' },
          ],
        },
        { file: 'f', line: 1 },
      ) as Row,
    );

  test('does not see letter case, spaces and system messages', () => {
    expect(key('Pay within  30 days', 'Answer in French.')).toBe(key('pay within 30\ndays'));
    expect(key('Pay within 30 days')).not.toBe(key('Pay within 31 days'));
  });

  test('is all of a row, with its group and place, that splitting sees', () => {
    const row = canonicalRow({ input: 'question', output: 'secret answer', group: 'g' }, { file: 'f.jsonl', line: 3 }) as Row;
    expect(splitRow(row, 'test')).toEqual({ prompt: promptKey(row), group: 'g', given: 'test', file: 'f.jsonl', line: 3, id: row.id });
    expect(splitRow({ ...row, label: 'yes', parentId: 'p' }, null)).toMatchObject({ label: 'yes', parent: 'p' });
    expect(splitRow(row, null, { labels: true, cluster: 4 })).toMatchObject({ label: 'secret answer', cluster: 4 });
  });
});

function rejection(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof AnnealFailure && error.name === 'DatasetRejected') return error.message;
    throw error;
  }
  throw new Error('expected a rejection');
}
