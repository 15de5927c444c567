import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { RowFinding } from '../../src/contracts/row-finding.ts';
import { DataDesk, requests, run } from './data-desk.ts';

const example = fileURLToPath(new URL('../../examples/contract-review', import.meta.url));
/** Test clauses that were drawn twice with one word changed, such as "10 days" and "10 calendar days". */
const nearDuplicates = [28, 90, 103].map((line) => `data/specific/test.jsonl:${line}`);
const stageNames = ['general', 'specific', 'company'];

test('of the contract review data, the planted rows are dropped, each named with the row that it repeats, and test clauses that differ in a word are told of', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'anneal-example-'));
  try {
    const desk = await DataDesk.open(folder, example);
    const stages = [];
    for (const stage of stageNames) {
      const dataset = {
        train: `data/${stage}/train.jsonl`,
        validation: `data/${stage}/validation.jsonl`,
        test: `data/${stage}/test.jsonl`,
      };
      stages.push({ stage, dataset: await desk.deduplicated(stage, dataset) });
    }
    const split = { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/contract-review' };
    const { splits } = await run(desk.activities.splitDatasets, requests.split(stages, { split }));

    const lists = await Promise.all([
      ...stages.map(({ dataset }) => desk.findings(dataset)),
      ...splits.map(({ findings }) => desk.lines<RowFinding>(findings)),
    ]);
    const planted = JSON.parse(await readFile(join(example, 'planted.json'), 'utf8')) as {
      file: string;
      line: number;
      same?: { file: string; line: number };
    }[];
    const place = ({ file, line }: { file: string; line: number }) => `${file}:${line}`;
    const all = lists.flat().filter(({ action }) => action === 'drop');
    const dropped = new Map(all.filter(({ rule }) => rule !== 'near-duplicate').map((found) => [place(found), found.message]));
    expect([...dropped.keys()].toSorted()).toEqual(planted.map(place).toSorted());
    const near = lists.flat().filter(({ rule }) => rule === 'near-duplicate');
    expect(near.map((found) => [place(found), found.action])).toEqual(nearDuplicates.map((found) => [found, 'flag'])); // they are test rows
    const repeated = planted.flatMap((row) =>
      row.same ? [{ message: dropped.get(place(row)), same: `line ${row.same.line} of ${row.same.file}` }] : [],
    );
    for (const { message, same } of repeated) expect(message).toContain(same);
    expect(stages.map(({ dataset }) => dataset.answers)).toEqual(['labels', 'json', 'json']);
    expect(splits.map(({ leaks }) => leaks)).toEqual([1, 1, 1]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
