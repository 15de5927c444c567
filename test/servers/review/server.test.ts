import { randomUUID } from 'node:crypto';
import { request as ask } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReviewResults } from '../../../src/contracts/review.ts';
import { queueOf } from '../../../src/evaluation/review/queue.ts';
import type { ShownSlot } from '../../../src/servers/review/review.ts';
import { startReviewServer } from '../../../src/servers/review/server.ts';
import { startMadeReview, type MadeReview } from './made-review.ts';

let made: MadeReview;
beforeAll(async () => {
  made = await startMadeReview();
});
afterAll(() => made[Symbol.asyncDispose]());

const get = (path: string) => fetch(new URL(path, made.server.url));
const queue = async (rater: string) =>
  (await (await get(`queue?rater=${encodeURIComponent(rater)}`)).json()) as { rater: string; slots: ShownSlot[] };
const post = (body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  fetch(new URL('ratings', made.server.url), { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
const rated = (better: 'A' | 'B' | 'tie', goodA = true, goodB = true) => ({ kind: 'rated', better, goodA, goodB });
const rate = (rater: string, slot: number, said: object | null, submission: string = randomUUID()) =>
  post({ rater, slot, submission, said, referenceShown: false });

/** The status of a request with headers that fetch would not send. */
function statusOf(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(made.server.url);
    const request = ask({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject).end();
  });
}

describe('who may ask', () => {
  test('only whoever has the token, by the names of this machine', async () => {
    const { pathname, host, port } = new URL(made.server.url);
    expect(await statusOf(pathname, { host })).toBe(200);
    expect(await statusOf(pathname, { host: `localhost:${port}` })).toBe(200);
    expect(await statusOf('/', { host })).toBe(404);
    expect(await statusOf(`${pathname.slice(0, -2)}x/`, { host })).toBe(404);
    expect(await statusOf('/queue?rater=ada', { host })).toBe(404);
  });

  test('no page whose name was pointed at this machine, and no page of another origin', async () => {
    const { pathname, host, port } = new URL(made.server.url);
    expect(await statusOf(pathname, { host: `evil.example:${port}` })).toBe(404);
    expect(await statusOf(`${pathname}queue?rater=ada`, { host, origin: 'http://evil.example' })).toBe(404);
    expect(await statusOf(`${pathname}queue?rater=ada`, { host, origin: `http://${host}` })).toBe(200);
  });

  test('nobody with forms, oversized bodies or bodies of another shape', async () => {
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(404);
    expect((await post('{')).status).toBe(400);
    expect((await post('x'.repeat(40_000))).status).toBe(400);
    const refused = await rate('ada', 0, { kind: 'rated', better: 'C' });
    expect(refused.status).toBe(400);
    expect(((await refused.json()) as { error: string }).error).toContain('better');
    expect((await rate('ada', 999, rated('A'))).status).toBe(400);
    expect((await rate(' ', 0, rated('A'))).status).toBe(400);
  });
});

describe('the page', () => {
  test('is one file that may run nothing but its own script', async () => {
    const response = await get('.');
    const page = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? '-';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(page.split(`nonce="${nonce}"`)).toHaveLength(3);
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).toContain('contract-review');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('is told nothing that names a model, a stratum or a second showing', async () => {
    const text = await (await get('queue?rater=blind')).text();
    expect(text).not.toMatch(/"(item|row|test|stratum|occurrence|shownFirst|core|base|tuned)"/);
    expect((await queue('blind')).slots).toHaveLength(20);
  });
});

describe('ratings', () => {
  const record = async (rater: string) => made.review.ratings.records(await made.review.ratings.join(rater));

  test('are kept in terms of the models, whoever stood first', async () => {
    const { folder } = await made.review.ratings.join('Carol');
    const slots = queueOf(made.review.sample, folder);
    const { slots: shown } = await queue('Carol');
    const index = shown.findIndex(({ same }, at) => !same && slots[at]?.shownFirst === 'tuned');
    await rate('Carol', index, rated('A', true, false));
    expect((await record('Carol'))[0]).toMatchObject({
      item: slots[index]?.item,
      shownFirst: 'tuned',
      rating: { kind: 'rated', preferred: 'tuned', tunedAcceptable: true, baseAcceptable: false },
      at: '2026-11-23T12:00:00.000Z',
    });
    expect((await queue('  cAROL ')).slots[index]?.done).toBe(true);
    expect((await queue('carol')).rater).toBe('Carol');
  });

  test('of one and the same text prefer nobody', async () => {
    const index = (await queue('Dan')).slots.findIndex(({ same }) => same);
    await rate('Dan', index, rated('B', false, true));
    expect((await record('Dan'))[0]?.rating).toEqual({ kind: 'rated', preferred: 'tie', baseAcceptable: false, tunedAcceptable: false });
  });

  test('sent again, at once or late, are one; two tabs keep both, and the later one counts', async () => {
    const submission = randomUUID();
    await Promise.all([rate('Eve', 2, rated('A'), submission), rate('Eve', 2, rated('A'), submission)]);
    await rate('Eve', 2, null);
    await rate('Eve', 2, rated('A'), submission);
    expect((await record('Eve')).map(({ rating, revision }) => [rating?.kind ?? null, revision])).toEqual([
      ['rated', 1],
      [null, 2],
    ]);
    expect((await queue('Eve')).slots[2]?.done).toBe(false);
    await Promise.all([
      rate('Eve', 3, rated('A')),
      rate('Eve', 3, { kind: 'skipped' }),
      rate('Eve', 4, rated('B')),
      rate('Finn', 3, rated('B')),
    ]);
    expect(await record('Eve')).toHaveLength(5);
    expect(await record('Finn')).toHaveLength(1);
    expect((await queue('Eve')).slots.filter(({ done }) => done)).toHaveLength(2);
  });

  test('of names in any script are kept apart', async () => {
    await rate('李雷', 0, rated('A'));
    await rate('韩梅梅', 1, rated('A'));
    expect([(await record('李雷')).length, (await record('韩梅梅')).length]).toEqual([1, 1]);
    expect((await made.review.ratings.raters()).map(({ name }) => name)).toEqual(expect.arrayContaining(['李雷', '韩梅梅']));
  });

  test('survive the server: another one over the same store goes on with the same sample', async () => {
    await using second = await startReviewServer(made.review, { port: 0 }).then((server) => ({
      server,
      [Symbol.asyncDispose]: server.stop,
    }));
    await rate('Gus', 0, rated('A'));
    const response = await fetch(new URL('queue?rater=gus', second.server.url));
    expect(((await response.json()) as { slots: ShownSlot[] }).slots[0]?.done).toBe(true);
    const again = await made.review.ratings.openSample(() => ({ ...made.review.sample, items: made.review.sample.items.slice(0, 1) }));
    expect(again).toEqual(made.review.sample);
  });
});

describe('results', () => {
  test('are told to a rater who is done, and not before', async () => {
    await rate('Hal', 0, rated('A'));
    const early = await get('results?rater=Hal');
    expect(early.status).toBe(400);
    expect(((await early.json()) as { error: string }).error).toContain('19 of 20 are left');
    expect((await get('ratings.csv?rater=Hal')).status).toBe(400);
    for (let slot = 1; slot < 20; slot++) await rate('Hal', slot, rated('tie', slot % 2 === 0, true));
    const results = (await (await get('results?rater=Hal')).json()) as ReviewResults;
    expect(results.raters.find(({ name }) => name === 'Hal')).toEqual({ name: 'Hal', done: 20, asked: 20, skipped: 0 });
    expect(results.rated).toBe(17);
    const csv = await get('ratings.csv?rater=Hal');
    expect(csv.headers.get('content-disposition')).toContain('ratings.csv');
    expect((await csv.text()).split('\r\n').filter((line) => line.startsWith('Hal,'))).toHaveLength(20);
  });
});

test('a port that is taken is refused with what to do', async () => {
  const { port } = new URL(made.server.url);
  await expect(startReviewServer(made.review, { port: Number(port) })).rejects.toThrow(/Port \d+ .* taken.*--port/);
});
