import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataReport } from '../../src/contracts/data-report.ts';
import { labelRows } from '../fixtures/rows.ts';
import { type Installation, startInstallation } from './installation.ts';
import { quickEvaluation, quickTiming, shortTraining, tolerantGates } from './quick-spec.ts';
import { runCli } from './run-cli.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 240_000);
afterAll(() => installation.stop());

test(
  "rows that nobody may train on are read under the stages' columns, leave the training rows, and are told of where they cannot be read",
  { timeout: 240_000 },
  async () => {
    const { anneal, root, variables } = installation;
    const rows = labelRows(60, 1).map(({ input, output }) => ({ question: input, colour: output }));
    const frozen = [...rows.slice(10, 13), { question: 'What has no answer?' }];
    await anneal.start(
      {
        name: 'frozen',
        stages: [
          {
            name: 'colours',
            dataset: await installation.upload('rows', rows),
            reading: { columns: { input: 'question', output: 'colour' } },
            answers: 'labels',
          },
        ],
        duplicates: { contamination: { against: [await installation.upload('frozen', frozen)] } },
        training: shortTraining,
        gates: tolerantGates,
        timing: quickTiming,
        evaluation: quickEvaluation,
      },
      { runKey: 'frozen-1' },
    );
    await anneal.wait('frozen-1');
    const [{ progress }, report] = [await anneal.describe('frozen-1'), await anneal.dataReport('frozen-1')];
    expect(progress?.card).toContain('1 row of 4 that nobody trains on could not be read');
    expect(report.datasets[0]!.counts).toMatchObject({ read: 60, kept: 57 });
    expect(report.contamination).toContainEqual(expect.objectContaining({ exactRows: 3, removedRows: 3 }));

    const told = async (...args: string[]) => runCli(['data', 'report', 'frozen-1', ...args], variables);
    const [markdown, json] = await Promise.all([told(), told('--format', 'json')]);
    expect(markdown).toMatchObject({ code: 0, stderr: '' });
    expect(markdown.stdout).toContain('colours');
    expect(JSON.parse(json.stdout) as DataReport).toEqual(report);
    const page = join(root, 'data.html');
    expect(await told('--format', 'html', '--out', page)).toMatchObject({ code: 0, stdout: `Wrote ${page}\n` });
  },
);
