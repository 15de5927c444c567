import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reservePorts } from '../../src/dev/free-ports.ts';
import { labelRows, writeRows } from '../fixtures/rows.ts';
import { dataFolder, type Installation, startInstallation } from './installation.ts';
import { keysBelow } from './moments.ts';
import { quickEvaluation, quickTiming } from './quick-spec.ts';
import { runCli } from './run-cli.ts';

let installation: Installation;
let dataset: string;
beforeAll(async () => {
  installation = await startInstallation();
  dataset = await installation.upload('good', labelRows(30, 1));
}, 240_000);
afterAll(() => installation.stop());

/** Starts the run that a spec asks for, whatever a client would say to it, and gives its failure. */
async function failureOf(spec: unknown, run: string) {
  await installation.temporal.workflow.start('progressiveFineTune', { workflowId: run, taskQueue: 'anneal', args: [spec] });
  const error = await installation.anneal.wait(run).then(
    () => null,
    (failure: unknown) => failure as { name: string; end: string; failure: string; message: string },
  );
  expect(error, 'the run did not fail').toMatchObject({ name: 'RunEnded', end: 'failed' });
  return error!;
}

const stage = (of: string) => ({ stages: [{ name: 'colours', dataset: of }], timing: quickTiming, evaluation: quickEvaluation });

async function nothingIsHalfDone(): Promise<void> {
  expect(await keysBelow(installation, 'training/')).toEqual([]);
  expect(await keysBelow(installation, 'models/')).toEqual([]);
  expect((await installation.anneal.list()).filter(({ execution }) => execution === 'RUNNING')).toEqual([]);
}

describe('what cannot be used ends a run with one clear error, and leaves nothing behind', { timeout: 300_000 }, () => {
  test('a wrong spec: every problem with its path and what is allowed, from the command line and from the raw payload alike', async () => {
    const wrong = { stages: [{ name: 'Colours!', dataset }, { dataset }], training: { epochs: 0 }, colour: 'red' };
    const problems = ['stages[0].name', 'stages[1].name', 'training.epochs', 'colour', 'docs/spec.md'];
    const failure = await failureOf(wrong, 'wrong-spec');
    expect(failure.failure).toBe('InvalidSpec');
    for (const problem of problems) expect(failure.message).toContain(problem);

    const path = join(installation.root, 'wrong.json');
    writeFileSync(path, JSON.stringify(wrong));
    const end = await runCli(['run', path], installation.variables);
    expect(end).toMatchObject({ code: 2, stdout: '' });
    for (const problem of problems) expect(end.stderr).toContain(problem);
    await nothingIsHalfDone();
  });

  test('a payload with a key in it: the run says that the key lies in its history now', async () => {
    const failure = await failureOf({ ...stage(dataset), baseModel: `sk-${'b2'.repeat(20)}` }, 'with-a-key');
    expect(failure.failure).toBe('InvalidSpec');
    expect(failure.message).toContain('revoke that key');
    expect(failure.message).not.toContain('b2b2');
  });

  test('an unknown base model: what there is, and what else may be named', async () => {
    const failure = await failureOf({ ...stage(dataset), baseModel: 'no-such-model' }, 'unknown-model');
    expect(failure.failure).toBe('UnknownBaseModel');
    for (const named of ['no-such-model', 'smollm2-135m', 'tiny-random', 's3://']) expect(failure.message).toContain(named);
    await nothingIsHalfDone();
  });

  test.each([
    ['an object that is not there', 's3://anneal/no/such/rows.jsonl', 's3://anneal/no/such/rows.jsonl'],
    ['a glob that matches nothing', 's3://anneal/no-such-folder/*.jsonl', 's3://anneal/no-such-folder/*.jsonl'],
    ['a bucket that is not there', 's3://no-such-bucket/rows.jsonl', 's3://no-such-bucket'],
    ['a path outside of the data roots', '/etc/hostname', '/etc/hostname'],
    ['a path that leads out of the data roots', '../../../etc/hostname', '../../../etc/hostname'],
  ])('a dataset that cannot be read, %s, is named', async (_, uri, named) => {
    const failure = await failureOf(stage(uri), `unreadable-${uri.replaceAll(/\W+/g, '-')}`);
    expect(['InvalidInput', 'DatasetRejected', 'NotFound', 'StoreRefused']).toContain(failure.failure);
    expect(failure.message).toContain(named);
    await nothingIsHalfDone();
  });

  test('a dataset without one usable row: how many lines were dropped and why', async () => {
    const rows = [{ input: 'only half a row' }, { input: '', output: 'red' }, { text: 'another shape' }];
    const failure = await failureOf(stage(await installation.upload('useless', rows)), 'no-usable-row');
    expect(failure.failure).toBe('DatasetRejected');
    expect(failure.message).toContain('colours');
    expect(failure.message).toMatch(/3/);
    await nothingIsHalfDone();
  });

  test('a local dataset that is not there: refused before a run begins', async () => {
    const path = join(installation.root, 'missing.yaml');
    writeFileSync(path, 'stages: [{name: colours, dataset: missing.jsonl}]\n');
    const end = await runCli(['run', path, '--key', 'missing-rows'], installation.variables);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain(join(installation.root, 'missing.jsonl'));
    await expect(installation.anneal.describe('missing-rows')).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('a spec that is neither YAML nor JSON: file, line and column', async () => {
    const path = join(installation.root, 'torn.yaml');
    writeFileSync(path, 'stages:\n  - name: "colours\n');
    const end = await runCli(['run', path], installation.variables);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain(path);
    expect(end.stderr).toMatch(/line \d+/);
  });
});

describe('servers that cannot be used', { timeout: 300_000 }, () => {
  test('wrong S3 credentials: the worker refuses to start and says what it saw, without the secret', async () => {
    const secret = 'wrong-secret-wrong-secret';
    const home = join(installation.root, 'wrong-credentials');
    const end = await runCli(['worker'], { ...installation.variables, ANNEAL_HOME: home, ANNEAL_S3_SECRET_ACCESS_KEY: secret });
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('StoreRefused');
    expect(end.stderr).toContain(installation.environment.s3.endpoint);
    expect(end.stderr).not.toContain(secret);
  });

  test('wrong S3 credentials of a caller: nothing is started', async () => {
    const path = join(installation.root, 'good.yaml');
    writeFileSync(
      path,
      `stages: [{name: colours, dataset: ${writeRows(join(dataFolder(installation.root), 'local.jsonl'), labelRows(20, 3))}}]\n`,
    );
    const end = await runCli(['run', path, '--key', 'wrong-keys'], {
      ...installation.variables,
      ANNEAL_S3_SECRET_ACCESS_KEY: 'wrong-secret-wrong-secret',
    });
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('StoreRefused');
    await expect(installation.anneal.describe('wrong-keys')).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('a store that does not answer: the worker does not start', async () => {
    const [endpoint, release] = await deadPort();
    try {
      const home = join(installation.root, 'no-store');
      const end = await runCli(['worker'], { ...installation.variables, ANNEAL_HOME: home, ANNEAL_S3_ENDPOINT: `http://${endpoint}` });
      expect(end.code).toBeGreaterThan(0);
      expect(end.stderr).toMatch(/Store(Refused|Unavailable)/);
      expect(end.stderr).toContain(endpoint);
    } finally {
      release();
    }
  });

  test('a Temporal server that does not answer: worker and client name the address and end with 5', async () => {
    const [address, release] = await deadPort();
    try {
      const env = { ...installation.variables, TEMPORAL_ADDRESS: address };
      const ends = await Promise.all([runCli(['worker'], env), runCli(['list'], env), runCli(['--json', 'list'], env)]);
      for (const end of ends) {
        expect(end).toMatchObject({ code: 5, stdout: '' });
        expect(end.stderr).toContain(address);
        expect(end.stderr).toContain('anneal dev');
      }
      expect(JSON.parse(ends[2].stderr)).toMatchObject({ error: { name: 'TemporalUnavailable' } });
    } finally {
      release();
    }
  });

  test('no store configured at all: which variables to set', async () => {
    const env = Object.fromEntries(Object.entries(installation.variables).filter(([name]) => !name.startsWith('ANNEAL_S3_')));
    const end = await runCli(['worker'], env);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('ANNEAL_S3_BUCKET');
  });
});

/** An address that nobody listens on, held until it is released. */
async function deadPort(): Promise<[string, () => void]> {
  const { ports, release } = await reservePorts(1, `nobody ${installation.root}`);
  return [`127.0.0.1:${ports[0]}`, release];
}
