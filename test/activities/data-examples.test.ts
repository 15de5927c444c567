import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { RowFinding } from '../../src/contracts/row-finding.ts';
import { DataDesk, requests, run } from './data-desk.ts';

const example = fileURLToPath(new URL('../../examples/contract-review', import.meta.url));
const stageNames = ['general', 'specific', 'company'];

test('of the contract review data, exactly the planted rows are dropped, each named with the row that it repeats', async () => {
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
    const dropped = new Map(
      lists
        .flat()
        .filter(({ action }) => action === 'drop')
        .map((found) => [place(found), found.message]),
    );
    expect([...dropped.keys()].toSorted()).toEqual(planted.map(place).toSorted());
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
