import { afterEach, describe, expect, test } from 'vitest';
import { LoadLevel } from '../../../src/contracts/serving-report.ts';
import type { Endpoint } from '../../../src/inference/load/endpoint.ts';
import { type Load, loadEndpoint, type LoadProgress, requestsInAll } from '../../../src/inference/load/load-endpoint.ts';
import { type AnswerFault, type ChatEndpoint, type ChatEndpointOptions, startChatEndpoint } from '../../fakes/chat-endpoint.ts';

let server: ChatEndpoint;
afterEach(() => server.stop());

const questions = ['a', 'b', 'c'].map((content) => [{ role: 'user' as const, content }]);

/** Loads a new endpoint. */
async function load(fake: ChatEndpointOptions, changes: Partial<Load> = {}, endpoint: Partial<Endpoint> = {}): Promise<LoadLevel[]> {
  server = await startChatEndpoint(fake);
  const levels = await loadEndpoint(
    { url: server.url, model: 'm', apiKey: null, api: 'chat', ...endpoint },
    { questions, concurrency: [4], requests: 20, warmUp: 0, maxTokens: 8, timeoutMs: 10_000, ...changes },
  );
  return levels.map((level) => LoadLevel.parse(level));
}

const every = (nth: number, fault: AnswerFault) => (request: number) => (request % nth === 0 ? fault : null);

describe('an endpoint under load', () => {
  test('is asked as often as wanted, with as many requests under way as wanted, question by question', async () => {
    const [one, four] = await load({ betweenTokensMs: 2 }, { concurrency: [1, 4] });
    expect(server.seen).toHaveLength(40);
    expect(server.mostAtOnce()).toBe(4);
    expect(server.seen.slice(0, 4).map(({ body }) => body.messages![0]!.content)).toEqual(['a', 'b', 'c', 'a']);
    expect(server.seen[0]!.body).toMatchObject({ model: 'm', max_tokens: 8, temperature: 0, stream: true });
    expect(one).toMatchObject({ concurrency: 1, report: { requests: 20, invalid: 0, failures: { estimate: { mean: 0 } } } });
    expect(four!.report.requestsPerSecond).toBeGreaterThan(one!.report.requestsPerSecond!);
  });

  test('is timed from sending to the first token with content, between tokens, and to the end', async () => {
    const [level] = await load({ firstTokenMs: 150, betweenTokensMs: 20, tokens: 6 }, { concurrency: [2], requests: 6 });
    const { firstTokenMs, endToEndMs, perOutputTokenMs, tokensPerSecond, wallSeconds } = level!.report;
    expect(firstTokenMs.p50.value).toBeGreaterThanOrEqual(149);
    expect(endToEndMs.p50.value).toBeGreaterThanOrEqual(149 + 5 * 19);
    expect(perOutputTokenMs.p50.value).toBeGreaterThanOrEqual(19);
    expect(perOutputTokenMs.p50.value).toBeLessThan(firstTokenMs.p50.value!);
    expect(tokensPerSecond).toBeCloseTo(36 / wallSeconds!, 6);
  });

  test('warms up before each level, apart from what is measured', async () => {
    const progress: LoadProgress[] = [];
    const [level] = await load(
      { fault: (request) => (request < 4 ? { kind: 'status', status: 503, message: 'loading' } : null) },
      { warmUp: null, onProgress: (one) => progress.push(one) },
    );
    expect(level).toMatchObject({ warmUp: { requests: 4, failed: 4 }, report: { requests: 20, failures: { estimate: { mean: 0 } } } });
    expect(server.seen.slice(0, 4).map(({ body }) => body.messages![0]!.content)).toEqual(['c', 'b', 'a', 'c']);
    expect(progress.at(0)).toMatchObject({ doing: 'warming up', done: 0, total: 4, doneInAll: 0, totalInAll: 24 });
    expect(progress.at(-1)).toMatchObject({ doing: 'measuring', done: 20, total: 20, failed: 0, doneInAll: 24 });
  });

  test('that refuses half of its requests gives a report of the other half', async () => {
    const troubles: string[] = [];
    const [level] = await load(
      { fault: every(2, { kind: 'status', status: 500, message: 'no "room" left' }) },
      { onTrouble: (one) => troubles.push(one) },
    );
    const { report } = level!;
    expect(report.failures.estimate).toMatchObject({ mean: 0.5, n: 20 });
    expect(report.failed).toEqual({ http: { 500: 10 }, connection: 0, brokenStream: 0, timeout: 0 });
    expect(report.endToEndMs).toMatchObject({ n: 10 });
    expect(report.tokensPerSecond).toBeCloseTo(30 / report.wallSeconds!, 6);
    expect(troubles).toHaveLength(10);
    expect(troubles[0]).toContain('status 500: "no \\"room\\" left"');
  });

  test('that breaks its streams off in every way is counted, and goes on being measured', async () => {
    const faults: AnswerFault[] = [
      { kind: 'hang up', after: 2 },
      { kind: 'cut' },
      { kind: 'error event' },
      { kind: 'garbage' },
      { kind: 'hang up', after: 0 },
    ];
    const [level] = await load({ fault: (request) => faults[request % 10] ?? null });
    expect(level!.report.failed).toEqual({ http: {}, connection: 2, brokenStream: 8, timeout: 0 });
    expect(level!.report.endToEndMs.n).toBe(10);
  });

  test('that is silent runs into the timeout, and no further', async () => {
    const [level] = await load({ fault: every(5, { kind: 'silence' }) }, { timeoutMs: 300 });
    expect(level!.report.failed).toMatchObject({ timeout: 4, connection: 0 });
    expect(level!.report.wallSeconds).toBeLessThan(3);
  });

  test('that tells no usage has no tokens a second, and no time per token', async () => {
    const [level] = await load({ usage: false });
    expect(level!.report).toMatchObject({ tokensPerSecond: null, perOutputTokenMs: { n: 0 }, firstTokenMs: { n: 20 } });
  });

  test('that answers at once and not as a stream has times to the end alone', async () => {
    const [level] = await load({ whole: true });
    expect(level!.report).toMatchObject({ firstTokenMs: { n: 0 }, endToEndMs: { n: 20 }, failures: { estimate: { mean: 0 } } });
    expect(level!.report.tokensPerSecond).toBeGreaterThan(0);
  });

  test('is asked plain completions for models that were trained so', async () => {
    const framed = [
      [
        { role: 'system' as const, content: 'Say. ' },
        { role: 'user' as const, content: 'Hi' },
      ],
    ];
    const [level] = await load({}, { questions: framed }, { api: 'completions' });
    expect(server.seen[0]).toMatchObject({ path: '/v1/completions', body: { prompt: 'Say. Hi' } });
    expect(level!.report.firstTokenMs.n).toBe(20);
  });

  test('nobody listens at fails every request, without an exception', async () => {
    const [level] = await load({}, {}, { url: 'http://127.0.0.1:9/v1' });
    expect(level!.report).toMatchObject({ failures: { estimate: { mean: 1 } }, failed: { connection: 20 }, endToEndMs: { n: 0 } });
  });

  test('is left alone at once when the measurement is aborted', async () => {
    const ending = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => ending.abort(reason), 50);
    await expect(load({ fault: () => ({ kind: 'silence' }) }, { signal: ending.signal })).rejects.toBe(reason);
    expect(server.seen.length).toBeLessThanOrEqual(4);
  });
});

describe('the size of a load', () => {
  test('is at least 100 requests and 3 × the level, or what was asked for, but never fewer than are under way', () => {
    const sized = (changes: Partial<Load>) =>
      requestsInAll({ questions, concurrency: [1, 10, 50, 100], requests: null, warmUp: 0, maxTokens: 1, timeoutMs: 1, ...changes });
    expect(sized({})).toBe(100 + 100 + 150 + 300);
    expect(sized({ requests: 40 })).toBe(40 + 40 + 50 + 100);
    expect(sized({ requests: 40, warmUp: null })).toBe(230 + 161);
  });
});
