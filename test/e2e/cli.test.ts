import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { venvExecutable } from '../../src/dev/checkout.ts';
import { readDevConnection } from '../../src/dev/dev-connection.ts';
import { Plan } from '../../src/contracts/plan.ts';
import { RunReport } from '../../src/contracts/report.ts';
import { RunResult } from '../../src/contracts/run.ts';
import { version } from '../../src/version.ts';
import { labelRows, writeRows } from '../fixtures/rows.ts';
import { type Installation, provideBundle, startInstallation } from './installation.ts';
import { isGone, midTraining, runIs } from './moments.ts';
import { askingSpec, longTraining, oneStage, quickEvaluation, quickTiming, shortTraining, tolerantGates } from './quick-spec.ts';
import { type CliEnd, runCli, startCli } from './run-cli.ts';

let installation: Installation;
let rows: string;
beforeAll(async () => {
  installation = await startInstallation();
  rows = writeRows(join(installation.root, 'rows.jsonl'), labelRows(40, 1));
}, 240_000);
afterAll(() => installation.stop());

const anneal = (...args: string[]): Promise<CliEnd> => runCli(args, installation.variables);
const inRoot = (name: string) => join(installation.root, name);

/** A command that must end well, and what it said. */
async function said(...args: string[]): Promise<string> {
  const end = await anneal(...args);
  expect(end, `anneal ${args.join(' ')}`).toMatchObject({ code: 0, stderr: '' });
  return end.stdout;
}

const json = async (...args: string[]): Promise<unknown> => JSON.parse(await said('--json', ...args));

function writeSpec(name: string, spec: object): string {
  writeFileSync(inRoot(name), stringify(spec));
  return inRoot(name);
}

describe('the command line', { timeout: 300_000 }, () => {
  test('help and version of every command need no server, and unknown ones end with 2', async () => {
    const help = (await runCli(['--help'], {})).stdout;
    for (const command of [
      'init',
      'plan',
      'run',
      'rerun',
      'schedule',
      'status',
      'watch',
      'wait',
      'list',
      'decide',
      'cancel',
      'pause',
      'resume',
      'report',
      'logs',
      'model',
      'ask',
      'worker',
      'dev',
      'doctor',
    ]) {
      expect(help).toMatch(new RegExp(`^ +${command}\\b`, 'm'));
    }
    expect(help).toContain('Exit codes');
    expect(await runCli(['--version'], {})).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect(await runCli(['runn'], {})).toMatchObject({ code: 2, stderr: expect.stringContaining('run') as string });
    expect(await runCli(['worker', '--queues', 'trains'], {})).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('evaluate') as string,
    });
  });

  test('init writes a spec that plan accepts, and overwrites nothing', async () => {
    const spec = inRoot('spec.yaml');
    expect(await said('init', rows, '--out', spec)).toContain('40 rows');
    const again = await anneal('init', rows, '--out', spec);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--force');
    expect(await json('init', rows, '--out', spec, '--force')).toEqual({ spec, dataset: rows, rows: 40 });

    const plan = Plan.parse(await json('plan', spec));
    expect(plan.stages.map(({ name }) => name)).toEqual(['rows']);
    expect(await said('plan', spec)).toContain('Nothing has been started');
    expect(await json('list')).toEqual([]);
  });

  test('doctor finds this installation sound, and says what is wrong with another', async () => {
    const temporary = inRoot('doctors-files');
    mkdirSync(temporary);
    const end = await runCli(['--json', 'doctor'], { ...installation.variables, TMPDIR: temporary });
    expect({ code: end.code, left: readdirSync(temporary) }).toEqual({ code: 0, left: [] });
    const sound = JSON.parse(end.stdout) as { sound: boolean; checks: { name: string; state: string }[] };
    expect(sound.sound).toBe(true);
    expect(sound.checks.length).toBeGreaterThan(5);
    const ill = await runCli(['--json', 'doctor'], { ...installation.variables, ANNEAL_S3_SECRET_ACCESS_KEY: 'wrong-secret-wrong-secret' });
    expect(ill.code).toBe(1);
    const { checks } = JSON.parse(ill.stdout) as { checks: { state: string; mend: string | null }[] };
    expect(checks.filter(({ state, mend }) => state === 'wrong' && mend !== null)).not.toEqual([]);
  });

  test('status, report and wait say plainly that there is no such run', async () => {
    for (const command of ['status', 'watch', 'wait', 'report', 'logs', 'cancel', 'pause']) {
      expect({ command, ...(await anneal(command, 'no-such-run')) }).toMatchObject({
        command,
        code: 2,
        stderr: expect.stringContaining('no-such-run') as string,
      });
    }
  });
});

describe('a run by the command line', { timeout: 600_000 }, () => {
  test('run --watch uploads the rows, tells each change when piped, and ends with 0', async () => {
    const spec = writeSpec('whole.yaml', {
      name: 'whole',
      stages: [{ name: 'colours', dataset: 'rows.jsonl' }],
      gates: tolerantGates,
      timing: quickTiming,
    });
    const output = await said('run', spec, '--key', 'whole', '--watch');
    expect(output).toContain('Started whole');
    expect(output).toMatch(/\d\d:\d\d:\d\d training/);
    expect(output).toContain('Completed: whole version 1');
    expect(await said('run', spec, '--key', 'whole')).toContain('Exists already: whole');
  });

  test('list, status, watch and wait tell of it', async () => {
    expect(await json('list')).toMatchObject([{ workflowId: 'whole', execution: 'COMPLETED' }]);
    expect(await said('list', '--limit', '1')).toContain('whole');
    expect(await json('status', 'whole')).toMatchObject({ workflowId: 'whole', execution: 'COMPLETED', activities: [] });
    expect(await said('status', 'whole')).toContain('completed');
    expect(await said('watch', 'whole')).toContain('Completed');
    const result = RunResult.parse(await json('wait', 'whole'));
    expect(result).toMatchObject({ outcome: 'completed', name: 'whole', modelVersion: 1 });
  });

  test('report gives Markdown, HTML and JSON, on the terminal or into a file', async () => {
    expect(await said('report', 'whole')).toMatch(/^# /);
    expect(await said('report', 'whole', '--format', 'html', '--out', inRoot('report.html'))).toContain('Wrote');
    expect(readFileSync(inRoot('report.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    expect(RunReport.parse(JSON.parse(await said('report', 'whole', '--format', 'json'))).workflowId).toBe('whole');
  });

  test('logs shows what the trainer wrote', async () => {
    expect(await said('logs', 'whole')).toMatch(/^== colours-1-001\.log/m);
    expect(JSON.parse((await said('--json', 'logs', 'whole')).split('\n')[0]!)).toMatchObject({ name: 'colours-1-001.log' });
  });

  test('model get fetches the adapter with its lineage, into a new folder only', async () => {
    const out = inRoot('adapter');
    expect(await said('model', 'get', 'whole', '--out', out)).toContain('version 1');
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['adapter_config.json', 'adapter_model.safetensors', 'lineage.json']));
    expect(await anneal('model', 'get', 'whole', '--out', out)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not empty') as string,
    });
  });

  test('model get --merged gives a folder that plain Transformers loads and generates with', async () => {
    const out = inRoot('merged');
    expect(await json('model', 'get', 'whole', '--out', out, '--merged')).toMatchObject({ name: 'whole', version: 1, folder: out });
    const program = [
      'import sys',
      'from transformers import AutoModelForCausalLM, AutoTokenizer',
      'model, tokenizer = AutoModelForCausalLM.from_pretrained(sys.argv[1]), AutoTokenizer.from_pretrained(sys.argv[1])',
      "asked = tokenizer.apply_chat_template([{'role': 'user', 'content': 'Which colour?'}], add_generation_prompt=True, return_tensors='pt', return_dict=True)",
      'print(model.generate(**asked, max_new_tokens=5, do_sample=False).shape[1] - asked["input_ids"].shape[1])',
    ].join('\n');
    const { stdout } = await promisify(execFile)(venvExecutable('python'), ['-c', program, out], {
      env: { HF_HUB_OFFLINE: '1', PATH: process.env['PATH'] },
    });
    expect(Number(stdout.trim())).toBeGreaterThan(0);
  });

  test('ask tries the model, beside its base with --compare', async () => {
    const answers = (await json('ask', 'whole', 'The door in the hall is painted red today.', '--compare')) as {
      title: string;
      text: string;
    }[];
    expect(answers.map(({ title }) => title)).toEqual(['base (tiny-random)', 'whole version 1']);
    expect(await said('ask', 'whole', 'The cup is red.', '--temperature', '0.5', '--raw')).toContain('whole version 1');
    expect((await anneal('ask', 'whole', 'x', '--temperature', 'hot')).code).toBe(2);
  });
});

describe('controlling a run by the command line', { timeout: 600_000 }, () => {
  test('pause, resume and cancel; a cancelled run ends wait with 4', async () => {
    const spec = writeSpec('held.yaml', { ...(await oneStage(installation, 'held', 40, 7)), training: { ...longTraining, epochs: 900 } });
    expect(await json('run', spec, '--key', 'held')).toMatchObject({ workflowId: 'held', started: true });
    await midTraining(installation, 'held', 1);
    expect(await said('status', 'held')).toMatch(/trainStage: training \d+\/\d+/);
    expect(await said('pause', 'held')).toContain('held');
    expect(await anneal('pause', 'held')).toMatchObject({ code: 2, stderr: expect.stringContaining('paused already') as string });
    expect((await anneal('decide', 'held', 'accept')).code).toBe(2);
    expect((await anneal('report', 'held')).code).toBe(2);
    expect(await json('resume', 'held')).toMatchObject({ run: 'held' });
    const waiting = anneal('wait', 'held');
    expect(await said('cancel', 'held')).toContain('cancelled');
    expect(await waiting).toMatchObject({ code: 4, stderr: expect.stringContaining('cancelled') as string });
  });

  test('decide answers a run that asks; a rejected run ends with 3', async () => {
    const { stages, ...spec } = await askingSpec(installation, 'deciding');
    await anneal('run', writeSpec('deciding.yaml', { ...spec, stages: stages.slice(0, 1) }), '--key', 'deciding');
    await runIs(installation, 'deciding', 'waits', ({ progress }) => progress?.status === 'waiting' && progress.waitingFor !== null);
    expect(await said('status', 'deciding')).toContain('anneal decide deciding');
    expect((await anneal('decide', 'deciding', 'perhaps')).code).toBe(2);
    expect((await anneal('decide', 'deciding', 'accept', '--stage', 'other')).code).toBe(2);
    expect(await said('decide', 'deciding', 'stop', '--stage', 'first')).toContain('first: stop');
    expect(await anneal('wait', 'deciding')).toMatchObject({ code: 3, stdout: expect.stringContaining('Rejected by a gate') as string });
    expect((await anneal('model', 'get', 'deciding', '--out', inRoot('none'))).code).toBe(2);
  });

  test('a failed run ends with 1 and its reason', async () => {
    const spec = writeSpec('failing.yaml', { baseModel: 'no-such-model', ...(await oneStage(installation, 'failing', 40, 8)) });
    expect(await anneal('run', spec, '--key', 'failing', '--wait')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/UnknownBaseModel.*no-such-model/) as string,
    });
  });
});

describe('processes of the command line', { timeout: 300_000 }, () => {
  test('worker --queues polls the queues that it was given and ends at SIGTERM', async () => {
    const home = inRoot('data-worker');
    await provideBundle(home);
    const worker = startCli(['worker', '--queues', 'data,evaluate'], { ...installation.variables, ANNEAL_HOME: home });
    expect(await worker.says(' polls ')).toContain('polls anneal-data, anneal-evaluate\n');
    worker.signal('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0 });
  });

  test('dev starts servers and worker, tells where they are, and Ctrl-C ends all of them', async () => {
    const root = inRoot('dev');
    await provideBundle(join(root, 'home'));
    const dev = startCli(['dev', '--root', root], {});
    const output = await dev.says('Ctrl-C stops them');
    expect(output).toMatch(/Worker \d+ is up; kill it if you like: kill -9 \d+/);
    expect(output).toMatch(/Temporal UI +http:\/\/127\.0\.0\.1:\d+/);
    const { temporal, s3, worker } = readDevConnection(root)!;
    expect((await fetch(temporal.uiUrl!)).status).toBe(200);
    expect((await runCli(['list'], { ANNEAL_DEV_ROOT: root })).code).toBe(0);
    dev.signal('SIGINT');
    expect(await dev.ended).toMatchObject({ code: 130 });
    for (const pid of [temporal.pid, s3.pid, worker!.pid!]) await isGone(pid);
  });
});

test('run reads a spec from standard input and waits for the end without progress', async () => {
  const spec = writeSpec('from-input.yaml', {
    ...(await oneStage(installation, 'from-input', 40, 9)),
    training: shortTraining,
    evaluation: quickEvaluation,
  });
  const end = await runCli(['--json', 'run', '-', '--key', 'from-input', '--wait'], installation.variables, readFileSync(spec, 'utf8'));
  expect(end).toMatchObject({ code: 0 });
  expect(RunResult.parse(JSON.parse(end.stdout))).toMatchObject({ outcome: 'completed' });
}, 300_000);
