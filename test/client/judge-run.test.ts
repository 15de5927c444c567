import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCredential } from '../../src/client/credentials.ts';
import { judgeEndpoint, judgeRun, readJudge } from '../../src/client/judge-run.ts';
import { readOpinions } from '../../src/client/read-opinions.ts';
import type { JudgeSummary } from '../../src/contracts/judge.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import type { JudgeEndpoint } from '../../src/inference/judge-client.ts';
import { judgeSection } from '../../src/report/opinions/judge-section.ts';
import { createBlobs, type Blobs } from '../../src/storage/blobs.ts';
import { createFolderObjectStore } from '../../src/storage/folder-object-store.ts';
import type { ObjectStore } from '../../src/storage/object-store.ts';
import { alwaysFirst, startJudgeServer, type JudgeServer } from '../fakes/judge-server.ts';
import { storedRun } from './stored-run.ts';

let folder: string;
let objects: ObjectStore;
let blobs: Blobs;
let report: RunReport;
let server: JudgeServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-judge-run-'));
  objects = createFolderObjectStore(join(folder, 'store'));
  blobs = createBlobs(objects);
  server = await startJudgeServer();
  report = await storedRun(blobs);
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const judge = (options: Parameters<typeof judgeRun>[3] = {}, endpoint: Partial<JudgeEndpoint> = {}) =>
  judgeRun({ objects, blobs }, report, { url: server.url, model: 'fair', credential: null, firstDelayMs: 1, ...endpoint }, options);
const text = (summary: JudgeSummary) => judgeSection(summary).sentences.join('\n');

/** Every byte that was stored, names of objects included. */
async function everythingStored(): Promise<string> {
  const files = await readdir(join(folder, 'store'), { recursive: true, withFileTypes: true });
  const texts = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  return [...files.map(({ name }) => name), ...(await Promise.all(texts))].join('\n');
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return String(error);
  }
  return 'nothing was thrown';
}

describe('a judge of a run', () => {
  test('that always prefers the first answer is exposed, and says nothing about the models', async () => {
    server.judge(alwaysFirst);
    const summary = await judge();
    expect(summary.results).toMatchObject({
      verdict: 'unusable',
      consistency: { mean: 0 },
      firstPosition: { mean: 1 },
      tunedWinRate: { estimate: null, reason: 'the judge is unusable' },
    });
    expect(text(summary)).toMatch(/not to be believed.*stands first wins 100 %/);
    expect(await readJudge(objects, report.runId)).toEqual(summary);
  });

  test('that fails half of its requests costs time and no row', async () => {
    server.failEvery(2, { kind: 'status', status: 503 });
    const { results } = await judge({ concurrency: 1 }); // in turn: every second try comes through
    expect(results).toMatchObject({ errors: 0, verdict: 'usable', rows: 36 });
    expect(server.seen).toHaveLength(2 * 2 * results.judged - 1);
  });

  test('that answers nonsense gives errors with their reason, and no scores', async () => {
    let asked = 0;
    server.judge(() => ({ reply: (asked++ / 2) % 2 < 1 ? 'I like both.' : '{"winner":"C","reason":"new"}' }));
    const summary = await judge({ concurrency: 1 });
    const { results, errors } = summary;
    expect(results).toMatchObject({ verdict: 'unusable', judged: 0, tunedWinRate: { estimate: null }, consistency: null });
    expect(results.errors).toBe(36 - results.identical);
    expect(errors.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('not one JSON object'), expect.stringContaining('winner')]),
    );
    expect(errors.reduce((sum, { rows }) => sum + rows, 0)).toBe(results.errors);
    expect(text(summary)).toMatch(/Error of \d+ rows: a reply/);
  });

  test('about some rows is paid for them alone, and about more rows for the rest', async () => {
    const few = await judge({ rows: 10 });
    expect(few).toMatchObject({ testRows: 36, results: { rows: 10 } });
    expect(text(few)).toContain('10 rows of 36, drawn uniformly');
    const { length } = server.seen;
    expect(length).toBe(2 * few.results.judged);
    await judge({ rows: 10 });
    expect(server.seen).toHaveLength(length);
    const all = await judge();
    expect(server.seen).toHaveLength(2 * all.results.judged);
    await expect(judge({ rows: 0 })).rejects.toThrow(/1 row or more, not 0/);
  });

  test('that repeats its key finds it nowhere in the store, in results or in errors', async () => {
    const key = 'house-Key_1234567890abcdef';
    const credential = { origin: new URL(server.url).origin, key };
    server.judge(() => ({ reply: JSON.stringify({ winner: 'A', reason: `you sent ${key}` }) }));
    const said = [await judge({ rows: 12 }, { credential })];
    expect((await everythingStored()).includes('you sent [redacted]')).toBe(true);
    server.judge(() => ({ reply: key }));
    said.push(await judge({}, { credential }));
    expect(server.seen[0]?.key).toBe(`Bearer ${key}`);
    expect(JSON.stringify(said)).not.toContain(key);
    expect((await everythingStored()).includes(key)).toBe(false);
    server.inject({ kind: 'status', status: 401 }, 100);
    const refused = judge({}, { credential, model: 'third' });
    await expect(refused).rejects.toMatchObject({ name: 'BackendRefused', message: expect.not.stringContaining(key) as string });
  });
});

describe('the key of a judge', () => {
  const file = () => join(folder, 'credentials.json');
  const options = { url: 'https://models.example.com/v1', model: 'fair' };

  test('is taken by its name from the file of credentials, for its origin alone', async () => {
    await writeFile(file(), JSON.stringify({ house: { origin: 'https://models.example.com/', key: 'k1' } }));
    expect(judgeEndpoint({ ...options, credential: 'house' }, file()).credential).toEqual({
      origin: 'https://models.example.com',
      key: 'k1',
    });
    const elsewhere = judgeEndpoint({ ...options, url: 'https://other.example.com/v1', credential: 'house' }, file());
    await expect(judgeRun({ objects, blobs }, report, elsewhere)).rejects.toThrow(/another origin/);
  });

  test('given by itself belongs to the origin of the address, and never beside a name', () => {
    expect(judgeEndpoint({ ...options, apiKey: 'k2' }, null).credential).toEqual({ origin: 'https://models.example.com', key: 'k2' });
    expect(judgeEndpoint(options, null).credential).toBeNull();
    expect(() => judgeEndpoint({ ...options, apiKey: 'k2', credential: 'house' }, null)).toThrow(/not both/);
  });

  test.each([
    ['{"house": "sk-secret"}', /another shape at: house/],
    ['sk-secret', /is not JSON/],
    ['{"other": {"origin": "https://a.example", "key": "sk-secret"}}', /no credential "house", only "other"/],
    ['{}', /it is empty/],
  ])('that the file %s does not hold is missed without a word of the file', async (content, message) => {
    await writeFile(file(), content);
    const said = messageOf(() => readCredential(file(), 'house'));
    expect(said).toMatch(message);
    expect(said).not.toContain('sk-secret');
  });

  test('cannot be read without a file, nor stand in the address', async () => {
    expect(() => readCredential(null, 'house')).toThrow(/ANNEAL_CREDENTIALS/);
    expect(() => readCredential(join(folder, 'none.json'), 'house')).toThrow(/ENOENT/);
    for (const url of ['https://me:secret@models.example.com/v1', 'https://models.example.com/v1?api-key=secret']) {
      const refused = judgeRun({ objects, blobs }, report, { ...options, url, credential: null });
      await expect(refused).rejects.toThrow(/kept with its verdicts/);
      await expect(refused).rejects.toMatchObject({ message: expect.not.stringContaining('secret') as string });
    }
    const broken = { ...options, credential: { origin: 'https://models.example.com', key: 'two\nlines' } };
    await expect(judgeRun({ objects, blobs }, report, broken)).rejects.toThrow(/characters that no key has/);
  });
});

test('opinions that cannot be read are a problem that is told, and lose nothing else', async () => {
  await judge();
  await objects.put(`runs/${report.runId}/reviews/sample.json`, '{"format": 2}');
  const { review, judge: found, problems } = await readOpinions({ objects, blobs }, report);
  expect({ review, rows: found?.results.rows ?? 0 }).toEqual({ review: null, rows: 0 });
  expect(problems).toEqual([expect.stringContaining('The human review'), expect.stringContaining('verdicts')]);
  await objects.delete(`runs/${report.runId}/reviews/sample.json`);
  expect(await readOpinions({ objects, blobs }, report)).toMatchObject({ review: null, judge: { results: { rows: 36 } }, problems: [] });
});
