/**
 * What Temporal, S3 and the worker cost: a three-stage run with the tiny model against the very requests that it puts to
 * its trainer, sent to a bare trainer process. `npm run bench:orchestration [-- --quick] [-- --rounds n]`
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { machineLine } from './machine.ts';
import { readOptions } from './options.ts';
import { activityTable, comparison } from './orchestration/accounts.ts';
import { readRecording, startBareTrainer } from './orchestration/bare-trainer.ts';
import { startRuns } from './orchestration/runs.ts';
import { inTurn } from './rounds.ts';
import { table } from './table.ts';

const { quick, rounds } = readOptions(3);
if (process.platform !== 'linux') throw new Error('bench:orchestration reads processor time from /proc: run it on Linux.');
const root = mkdtempSync(join(tmpdir(), 'anneal-bench-'));
const recording = join(root, 'recording');
try {
  await recordRun();
  await compare();
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** A first run, not counted: it makes the tiny model and writes down what the trainer is asked. */
async function recordRun(): Promise<void> {
  mkdirSync(recording);
  const recorder = join(root, 'recording-python');
  const script = join(import.meta.dirname, 'orchestration', 'record.py');
  writeFileSync(recorder, `#!/bin/sh\nexec "${readConfig().python}" "${script}" "${recording}" "$@"\n`);
  chmodSync(recorder, 0o755);
  const runs = await startRuns({ root, quick, workerEnv: { ANNEAL_PYTHON: recorder } });
  try {
    await runs.run();
  } finally {
    await runs.stop();
  }
}

async function compare(): Promise<void> {
  const runs = await startRuns({ root, quick, workerEnv: {} });
  const bare = await startBareTrainer(readConfig(), readRecording(recording), join(root, 'bare'));
  const { torch, transformers, peft } = bare.versions as Record<'torch' | 'transformers' | 'peft', string>;
  console.log(machineLine({ dtype: bare.dtype, torch, transformers, peft, rounds: String(rounds) }));
  try {
    const activities: Awaited<ReturnType<typeof runs.run>>['activities'][] = [];
    const measured = await inTurn(rounds, {
      run: async (round) => {
        const { activities: own, ...cost } = await runs.run();
        if (round > 0) activities.push(own);
        return cost;
      },
      bare: () => bare.replay(),
    });
    const column = (side: 'run' | 'bare', value: 'wallSeconds' | 'cpuSeconds') => measured[side].map((each) => each[value]);
    console.log(
      `\n${table([
        ['median (lowest–highest)', 'run', 'bare trainer', 'ratio'],
        comparison('wall-clock seconds', column('run', 'wallSeconds'), column('bare', 'wallSeconds')),
        comparison('CPU seconds', column('run', 'cpuSeconds'), column('bare', 'cpuSeconds')),
      ])}`,
    );
    console.log(`\n${table(activityTable(activities))}`);
  } finally {
    await bare.close();
    await runs.stop();
  }
}
