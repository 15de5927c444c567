import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { SplitProof } from '../../src/contracts/split-proof.ts';
import type { OriginRow } from '../../src/data/split-keys.ts';
import { proveSplit, type ProofWork } from '../../src/preparation/prove-split.ts';
import { generateNearDuplicates } from '../data/planted/generate-near-duplicates.ts';
import { linesOf, row, split, SplitDesk, textOf, type Splitting } from './split-files.ts';

let folder: string;
let desk: SplitDesk;
let splitting: Splitting;
const grouped = Array.from({ length: 200 }, (_, line) => row(line + 1, line % 2 === 0 ? { group: `g${line % 40}` } : {}));
const further = Array.from({ length: 60 }, (_, line) => row(line + 301, { text: textOf(line < 10 ? line + 1 : line + 301).toUpperCase() }));
const question = 'What must the tenant of a furnished flat do when the heating breaks down on a weekend in the winter months';
const frozen = { agreed: [row(1, { file: 'agreed.jsonl', text: question })] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-proof-'));
  desk = new SplitDesk(folder);
  splitting = await desk.split({ general: grouped, company: further }, { frozen });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The proof's work after somebody wrote other rows into the train file of the first stage. */
async function tampered(change: (train: OriginRow[], test: OriginRow[]) => OriginRow[], of = splitting): Promise<ProofWork> {
  const work = await of.proofWork();
  const [stage, ...others] = work.stages;
  const { train, test: held } = stage!.files;
  const rows = change((await linesOf(train.path)) as OriginRow[], (await linesOf(held.path)) as OriginRow[]);
  const path = await desk.written(rows);
  return {
    ...work,
    stages: [{ ...stage!, files: { ...stage!.files, train: { path, ref: { ...train.ref, rows: rows.length } } } }, ...others],
  };
}

async function messageOf(work: ProofWork): Promise<string> {
  const failure: unknown = await proveSplit(work).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AnnealFailure);
  expect((failure as AnnealFailure).name).toBe('LeakDetected');
  return (failure as AnnealFailure).message;
}

describe('the proof of a split', () => {
  test('says from the written files what stands where', async () => {
    const proof = await splitting.prove();
    expect(SplitProof.parse(proof)).toEqual(proof);
    expect(proof).toMatchObject({
      sharedGroups: 0,
      exactDuplicates: 0,
      nearDuplicates: 0,
      ledgerConflicts: 0,
      groups: 20,
      threshold: 0.85,
    });
    expect(proof.split).toEqual(split);
    expect(proof.frozen).toEqual([{ name: 'agreed', rows: 1, alike: 0 }]);
    const { ref } = splitting.parts.ledgerFile;
    expect(proof.ledger).toEqual({ sha256: ref.sha256, entries: ref.rows - 1 });
    for (const [index, { rows, files }] of proof.stages.entries()) {
      expect(rows.train + rows.validation + rows.test + rows.dropped).toBe([200, 60][index]);
      expect(files.test).toBe(splitting.parts.stages[index]!.files.test.ref.sha256);
    }
    const shares = proof.labels.filter(({ stage }) => stage === 'general').map((label) => label.shares.test!);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(proof.overlap).toEqual({ words: 13, validation: 0, test: 0, capped: false });
  });

  test('names the train row and the held-out row whose prompts are most alike', async () => {
    const part = (from: number, to: number) => question.split(' ').slice(from, to).join(' ');
    const parts = {
      train: [row(1), row(2, { text: `${part(0, 12)} ${textOf(50)}` })],
      validation: [row(3)],
      test: [row(4), row(5, { text: `${part(0, 12)} ${textOf(60)}` })],
    };
    const { mostSimilar } = await (await desk.split({ s: parts })).prove();
    // 12 words in common and 6 of their own: 8 shared runs of five words among 14 + 14 − 8
    expect(mostSimilar).toEqual({
      similarity: 8 / 20,
      row: { stage: 's', split: 'train', file: 'rows.jsonl', line: 2 },
      heldOut: { stage: 's', split: 'test', file: 'rows.jsonl', line: 5 },
    });
  });

  test.each([
    [
      'a prompt in other letters',
      (held: OriginRow[]) => row(999, { text: held[0]!.messages[0]!.content.toUpperCase() }),
      /\d prompts have rows/,
    ],
    [
      'a group',
      (held: OriginRow[]) => row(999, { group: held.find(({ group }) => group !== undefined)!.group! }),
      /1 groups or origins have/,
    ],
    ['a row that was made from a test row', (held: OriginRow[]) => row(999, { parentId: held[0]!.id }), /1 groups or origins have rows/],
    ['a frozen prompt', () => row(999, { text: question.toUpperCase() }), /1 rows have a prompt like one of a frozen set/],
    [
      'nearly a frozen prompt',
      () => row(999, { text: question.replace('winter', 'colder') }),
      /1 rows have a prompt like one of a frozen set/,
    ],
  ])('does not hold when %s gets into train after the split', async (_, planted, expected) => {
    const message = await messageOf(await tampered((rows, held) => [...rows, planted(held)]));
    expect(message).toMatch(expected);
    expect(message).toContain('line 999 of rows.jsonl, a train row of stage general and line');
  });

  test('does not hold when a near-duplicate of a test row gets into train', async () => {
    const rows = generateNearDuplicates(4127, 120).rows.map(({ prompt, answer }, at) => row(at + 1, { text: prompt, answer }));
    const work = await tampered(
      (found, held) => [...found, row(999, { text: `${held[0]!.messages[0]!.content} indeed` })],
      await desk.split({ general: rows }),
    );
    expect(await messageOf(work)).toMatch(
      /1 rows are near-duplicates of rows on a higher side \(first: line 999 of rows\.jsonl, a train row of stage general and line \d+ of rows\.jsonl, a test row/,
    );
  });

  test('does not hold when rows are missing, or stand on another side than the ledger says', async () => {
    const work = await splitting.proofWork();
    const [stage, ...others] = work.stages;
    const { files } = stage!;
    const more = { ...files.test, ref: { ...files.test.ref, rows: files.test.ref.rows + 1 } };
    expect(await messageOf({ ...work, stages: [{ ...stage!, files: { ...files, test: more } }, ...others] })).toMatch(
      /test file of stage "general" holds \d+ rows, and \d+ were written/,
    );
    const swapped = { ...files, test: files.validation, validation: files.test };
    expect(await messageOf({ ...work, stages: [{ ...stage!, files: swapped }, ...others] })).toMatch(
      /keys stand on another side than the ledger says/,
    );
  });
});
