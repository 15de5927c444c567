import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataReport } from '../../src/contracts/data-report.ts';
import type { Prepared } from './preparation-desk.ts';
import { labelled, PreparationDesk, question, rules, type Line } from './preparation-desk.ts';

let folder: string;
let desk: PreparationDesk;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-prepare-'));
  desk = new PreparationDesk(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const base = Array.from({ length: 80 }, (_, index) => labelled(index));
const clause = 'The court held that the tenant of the furnished flat need not pay rent while the heating was broken in';

/** Lines of every kind: clean, equal, nearly equal, contradicting, unreadable, personal, secret, and none at all. */
const line: fc.Arbitrary<Line> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(120).map((number) => labelled(number)) },
  { weight: 1, arbitrary: fc.nat(120).map((number) => labelled(number, 'yes')) },
  { weight: 1, arbitrary: fc.nat(120).map((number) => ({ input: ` ${question(number).toUpperCase()}\u200b`, output: 'no' })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('winter', 'summer', 'spring').map((season) => ({ input: `${clause} ${season}?`, output: 'yes' })),
  },
  { weight: 1, arbitrary: fc.nat(9).map((number) => ({ input: `${question(500 + number)} mail a${number}@gmx.de`, output: 'no' })) },
  { weight: 1, arbitrary: fc.nat(9).map((number) => ({ input: `${question(600 + number)} card 4012 8888 8888 1881`, output: 'no' })) },
  {
    weight: 1,
    arbitrary: fc.nat(9).map((number) => ({ input: question(700 + number), output: 'an answer of more words than a label has' })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Line>('{"input": ', '[]', 'null', { input: ' ', output: 'x' }, { text: 'none' }, { messages: [] }),
  },
);
const mixed = fc.array(line, { maxLength: 40 });

async function rowsAddUp(prepared: Prepared, files: Record<string, readonly Line[]>): Promise<void> {
  const report = DataReport.parse({ ...prepared.report, preparedAt: '2026-01-01T00:00:00Z' });
  const { counts } = report.datasets[0]!; // the schema holds read = kept + dropped + refused
  const places = await prepared.places();
  const lines = Object.entries(files).flatMap(([name, rows]) => rows.map((_, index) => `${name}:${index + 1}`));
  expect([...places.keys()].toSorted()).toEqual(lines.toSorted());
  expect(counts.read).toBe(lines.length);
  expect([...places.values()].filter((place) => place !== 'out')).toHaveLength(counts.kept);
}

describe('a whole preparation', () => {
  test('puts every line of every file into one place: a side of the split, or out with a finding', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, mixed, async (more, other) => {
        const files = { 'a.jsonl': [...base, ...more], 'b.jsonl': other };
        const prepared = await desk.prepare(files);
        await rowsAddUp(prepared, files);
        expect(new Set((await prepared.sides()).values())).toEqual(new Set(['train', 'validation', 'test']));
      }),
      { numRuns: 15 },
    );
  });

  test('puts a prompt on the same side again: in another order, with further rows, and in another try', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(base, { minLength: 80 }),
        fc.uniqueArray(fc.integer({ min: 200, max: 400 }), { maxLength: 30 }),
        async (order, further) => {
          const first = await (await desk.prepare({ 'a.jsonl': base })).sides();
          const again = await (await desk.prepare({ 'a.jsonl': base })).sides();
          const turned = await (await desk.prepare({ 'b.jsonl': order })).sides();
          const grown = await (await desk.prepare({ 'a.jsonl': [...further.map((number) => labelled(number)), ...order] })).sides();
          expect(first.size).toBe(base.length);
          expect(again).toEqual(first);
          expect(turned).toEqual(first); // maps are equal in any order
          expect([...first].filter(([prompt, side]) => grown.get(prompt) !== side)).toEqual([]);
          expect(grown.size).toBe(base.length + further.length);
        },
      ),
      { numRuns: 5 },
    );
  });

  test('changes nothing in rows that it has prepared, and finds nothing to change', async () => {
    await fc.assert(
      fc.asyncProperty(mixed, async (more) => {
        const first = await (await desk.prepare({ 'a.jsonl': [...base, ...more] })).sides();
        const prepared = await desk.prepare({
          'a.jsonl': [...first.keys()].map((input, index) => ({ input, output: index % 2 === 0 ? 'yes' : 'no' })),
        });
        expect([...(await prepared.sides()).keys()].toSorted()).toEqual([...first.keys()].toSorted());
        expect((await prepared.findings()).filter(({ action }) => action !== 'flag')).toEqual([]);
      }),
      { numRuns: 5 },
    );
  });

  test('proves that nothing stands on two sides, and counts each reason over all steps', async () => {
    const copy = { ...base[3]!, input: base[3]!.input.toUpperCase() };
    const lines = [...base, copy, { ...base[5]!, output: 'yes' }, '{"broken', { input: `${question(800)} ada@gmx.de`, output: 'yes' }];
    const prepared = await desk.prepare({ 'a.jsonl': lines });
    expect(prepared.counts).toMatchObject({
      read: 84,
      kept: 80,
      dropped: { conflict: 2, 'exact-duplicate': 1, malformed: 1 },
      refused: {},
      changed: { pii: 1 },
    });
    expect(prepared.report).toMatchObject({
      refusals: [],
      split: { sharedGroups: 0, exactDuplicates: 0, nearDuplicates: 0, ledgerConflicts: 0 },
      datasets: [
        {
          files: [{ uri: 'a.jsonl', format: 'jsonl', rows: 84 }],
          statistics: { rows: 80 },
          duplicates: { conflicts: 1, conflictRows: 2, exactRows: 1 },
        },
      ],
    });
  });

  test('tells what would end a run, with lines and the setting, and does the steps that can be done', async () => {
    const card = { input: `${question(801)} card 4012 8888 8888 1881`, output: 'yes' };
    const prepared = await desk.prepare({ 'a.jsonl': [...base, card] });
    expect(prepared.report.refusals).toEqual([
      expect.stringMatching(/CREDIT_CARD once, at a\.jsonl:81 \(pii\.policies\.CREDIT_CARD is fail;/),
    ]);
    expect(prepared.counts).toMatchObject({ read: 81, kept: 80, refused: { pii: 1 } });
    expect(prepared.parts.map(({ split }) => split)).toEqual(['train', 'validation', 'test']);
    const few = await desk.prepare({ 'a.jsonl': base.slice(0, 9) });
    expect(few.report.refusals).toEqual([expect.stringMatching(/9 rows are left; the base model needs 10/)]);
    const none = await desk.prepare({ 'a.jsonl': ['nothing', ''] });
    expect(none.report.refusals).toEqual([expect.stringMatching(/has no usable row: all 1 rows were dropped \(malformed 1\)/)]);
    expect(none.report).toMatchObject({ split: null, datasets: [{ statistics: null }] });
    await rowsAddUp(none, { 'a.jsonl': ['nothing'] });
    const empty = await desk.prepare({ 'a.jsonl': [] });
    expect(empty.report.refusals).toEqual([expect.stringMatching(/it holds no row at all/)]);
  });

  test('leaves out what is like a row that nobody may train on, and what it redacted is compared as it is left', async () => {
    const mail = { input: `${question(802)} bo.peep@gmx.de`, output: 'no' };
    const card = { input: `${question(803)} card 4012 8888 8888 1881`, output: 'no' };
    const against = [await desk.write('frozen.jsonl', [base[7]!, { ...mail, output: 'yes' }, card])];
    const prepared = await desk.prepare({ 'a.jsonl': [...base, mail] }, { against });
    const leaks = (await prepared.findings()).filter(({ rule }) => rule === 'leak');
    expect(leaks.map(({ line: at, action }) => [at, action])).toEqual([
      [8, 'drop'],
      [81, 'drop'],
    ]);
    expect(prepared.counts).toMatchObject({ read: 81, kept: 79, dropped: { leak: 2 } });
    expect(prepared.report.refusals).toEqual([]);
    expect(prepared.report.contamination).toMatchObject([{ trained: 'desk', exactRows: 2, removedRows: 2 }]);
  });

  test('ends the check with a refusal where ready-made sides share a row and nobody may give', async () => {
    const { duplicates } = rules;
    const nobody = { ...rules, duplicates: { ...duplicates, contamination: { ...duplicates.contamination, gives: 'nobody' as const } } };
    const sides = [];
    for (const [index, split] of (['train', 'validation', 'test'] as const).entries())
      sides.push({ ...(await desk.write(`${split}.jsonl`, [base[0]!, ...base.slice(20 * index + 1, 20 * index + 20)])), split });
    const refused = await desk.prepare({}, { files: sides, rules: nobody });
    expect(refused.report.refusals).toEqual([expect.stringMatching(/train\.jsonl/)]);
    expect(refused.report.split).toBeNull();
    const settled = await desk.prepare({}, { files: sides });
    expect(settled.counts.dropped).toMatchObject({ leak: expect.any(Number) as number });
    expect((await settled.places()).get('test.jsonl:1')).toBe('test');
    expect((await settled.places()).get('train.jsonl:1')).toBe('out');
  });

  test('tells of its progress by steps, and stops when it is told to', async () => {
    const seen: string[] = [];
    await desk.prepare({ 'a.jsonl': base }, { onStep: (step) => seen.push(step) });
    expect([...new Set(seen)]).toEqual(['clean', 'validate', 'deduplicate', 'split', 'report']);
    const stop = new AbortController();
    const stopped = desk.prepare({ 'a.jsonl': base }, { signal: stop.signal, onStep: () => stop.abort(new Error('stopped here')) });
    await expect(stopped).rejects.toThrow('stopped here');
  });
});
