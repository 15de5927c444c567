import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { addLatencyCommand } from '../../src/cli/latency.ts';
import type { LatencyMeasurement } from '../../src/client/measure-latency.ts';
import { type ChatEndpoint, type ChatEndpointOptions, startChatEndpoint } from '../fakes/chat-endpoint.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-latency-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let server: ChatEndpoint | null = null;
afterEach(async () => {
  vi.restoreAllMocks();
  process.exitCode = 0;
  await server?.stop();
  server = null;
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const rows = file('rows.jsonl', '{"input": "Which number is the first?"}\n{"messages": [{"role": "user", "content": "And the next?"}]}\n');

/** What the command prints, and what it tells beside it. */
async function run(...args: string[]): Promise<{ out: string; told: string }> {
  const [out, told] = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true));
  const program = new Command('anneal')
    .option('--json')
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  addLatencyCommand(program);
  const said = (spy: typeof out) => spy!.mock.calls.map(([chunk]) => String(chunk)).join('');
  await program.parseAsync(['latency', ...args], { from: 'user' });
  return { out: said(out), told: said(told) };
}

async function measure(fake: ChatEndpointOptions, ...args: string[]) {
  server = await startChatEndpoint(fake);
  return run(server.url, '--model', 'cards', '--rows', rows, '--warm-up', '0', ...args);
}

describe('anneal latency', () => {
  test('prints tables that fit 80 columns, with the reason of each number that is missing', async () => {
    const { out, told } = await measure({ betweenTokensMs: 1 }, '--concurrency', '1,4', '--requests', '25', '--limit-end-to-end', '60000');
    expect(Math.max(...out.split('\n').map((line) => line.trimEnd().length))).toBeLessThanOrEqual(80);
    expect(out).toMatch(/at once +answered +failed +seconds +answers\/s +tokens\/s +in limits\/s/);
    expect(out).toMatch(/^4 +25 +0 /m);
    expect(out).toContain('p99 needs 100 values; there are 25');
    expect(told).toBe('1 at once: measuring 25/25\n4 at once: measuring 25/25\n');
    expect(new Set(server!.seen.map(({ body }) => body.messages![0]!.content))).toEqual(
      new Set(['Which number is the first?', 'And the next?']),
    );
  });

  test('gives the whole report as JSON, and writes it to a file', async () => {
    const path = join(folder, 'report.json');
    const { out } = await measure({}, '--concurrency', '2', '--requests', '4', '--max-tokens', '7', '--json', '--out', path);
    const report = JSON.parse(out) as LatencyMeasurement;
    expect(report).toMatchObject({ model: 'cards', questions: 2, maxTokens: 7, levels: [{ concurrency: 2, report: { requests: 4 } }] });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(report);
    expect(server!.seen[0]!.body['max_tokens']).toBe(7);
  });

  test('tells how requests failed, and ends well where others were answered', async () => {
    const fault = (request: number) => (request % 2 ? ({ kind: 'status', status: 503, message: 'busy' } as const) : null);
    const { out, told } = await measure({ fault }, '--concurrency', '1', '--requests', '10');
    expect(out).toContain('5 failed with status 503');
    expect(told).toContain('5 × status 503: "busy"');
    expect(process.exitCode).toBe(0);
  });

  test('ends with 1 where no request was answered, and shows what the endpoint said', async () => {
    const fault = () => ({ kind: 'status', status: 404, message: 'The model "cards" does not exist.' }) as const;
    const { out, told } = await measure({ fault }, '--concurrency', '1', '--requests', '3');
    expect(process.exitCode).toBe(1);
    expect(out).toContain('nothing was measured');
    expect(told).toContain('does not exist');
  });

  test('sends the key of a file, and says so where one is asked for', async () => {
    const key = file('key', 'k-123\n');
    expect((await measure({ key: 'k-123' }, '--concurrency', '1', '--requests', '1', '--api-key-file', key)).out).toMatch(/^1 +1 +0 /m);
    await expect(measure({ key: 'k-123' })).rejects.toThrow(/asks for a key, and none was given.*--api-key-file/);
  });

  test.each([
    ['an address that is none', 'localhost:8080', [], /no address of an endpoint.*http:\/\/127\.0\.0\.1:8080\/v1/],
    ['an address of one request', 'http://127.0.0.1:9/v1/chat/completions', [], /up to \/v1/],
    ['an address with a password', 'http://me:secret@127.0.0.1:9/v1', [], /user name or a password/],
    [
      'an address at which nothing listens',
      'http://127.0.0.1:9/v1',
      [],
      /Nothing answers at http:\/\/127\.0\.0\.1:9\/v1.*Start the server/,
    ],
  ])('refuses %s', async (_, url, args, message) => {
    await expect(run(url, '--model', 'm', '--rows', rows, ...args)).rejects.toThrow(message);
  });

  test.each([
    ['no questions', [], /--run RUN .* or --rows FILE/],
    ['two kinds of questions', ['--run', 'x', '--rows', rows], /in one way/],
    ['a stage without a run', ['--rows', rows, '--stage', 'x'], /Give --run with it/],
    ['a file that is not there', ['--rows', join(folder, 'none')], /none cannot be read/],
    ['a file without questions', ['--rows', file('empty.jsonl', '\n')], /holds no questions/],
    [
      'a line that is no question',
      ['--rows', file('wrong.jsonl', '{"input": "a"}\n{"x": 1}\n')],
      /wrong\.jsonl:2 cannot be asked: none of the fields/,
    ],
    ['a line that is no JSON', ['--rows', file('broken.jsonl', '{"input"\n')], /broken\.jsonl:1 cannot be asked/],
    ['a level twice', ['--rows', rows, '--concurrency', '1,1'], /names a number twice/],
    ['a level of nothing', ['--rows', rows, '--concurrency', '0'], /"0" is not a whole number from 1/],
    ['a limit of nothing', ['--rows', rows, '--limit-first-token', '0'], /not a number above 0/],
    ['a timeout that is too long', ['--rows', rows, '--timeout', '301'], /from 1 to 300/],
  ])('refuses %s', async (_, args, message) => {
    await expect(run('http://127.0.0.1:9/v1', '--model', 'm', ...args)).rejects.toThrow(message);
  });

  test('names the address of the API where only its server was given', async () => {
    server = await startChatEndpoint();
    await expect(run(server.url.replace('/v1', ''), '--model', 'm', '--rows', rows)).rejects.toThrow(`is at ${server.url}`);
  });
});
