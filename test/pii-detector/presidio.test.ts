import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { createPresidioDetector } from '../../src/pii-detector/presidio.ts';

type Answer = (request: { text: string; language: string; entities: string[] }, response: ServerResponse, call: number) => void;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A small analyzer service. */
async function analyzer(answer: Answer): Promise<{ url: string; calls: () => number }> {
  let calls = 0;
  const server = createServer((request: IncomingMessage, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (request.method === 'POST' && request.url === '/analyze') answer(JSON.parse(body) as Parameters<Answer>[0], response, ++calls);
      else response.writeHead(404).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closers.push(
    () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  );
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => calls };
}

const names: Answer = ({ text }, response) => {
  const points = [...text].join('\0').split('\0');
  const start = points.indexOf('A');
  const results = start === -1 ? [] : [{ entity_type: 'PERSON', start, end: start + 3, score: 0.85, analysis_explanation: null }];
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(results));
};
const detector = (url: string, more = {}) => createPresidioDetector({ url, firstDelayMs: 1, tries: 3, timeoutMs: 2000, ...more });

describe('a detector behind Presidio’s analyzer', () => {
  test('gives the spans of each text in order, in UTF-16 code units', async () => {
    const { url } = await analyzer(names);
    const found = await detector(`${url}/`).detect(['Ann is here', 'nobody', '😀😀 Ann', '  ']);
    expect(found).toEqual([
      [{ entity: 'PERSON', start: 0, end: 3, score: 0.85, reason: 'detector' }],
      [],
      [{ entity: 'PERSON', start: 5, end: 8, score: 0.85, reason: 'detector' }],
      [],
    ]);
  });

  test('asks for the entities that it knows by name, and leaves out others and those of a low score', async () => {
    const asked: unknown[] = [];
    const { url } = await analyzer((request, response) => {
      asked.push(request);
      response.end(
        JSON.stringify([
          { entity_type: 'LOCATION', start: 0, end: 3, score: 1 },
          { entity_type: 'PERSON', start: 0, end: 3, score: 0.2 },
        ]),
      );
    });
    expect(await detector(url, { language: 'de' }).detect(['Ann'])).toEqual([[]]);
    expect(asked).toEqual([{ text: 'Ann', language: 'de', entities: ['PERSON'], score_threshold: 0.4 }]);
  });

  test.each<[string, Answer]>([
    ['a passing error', (_, response) => response.writeHead(503).end('busy')],
    ['something else than JSON', (_, response) => response.end('<html>')],
    ['a broken connection', (_, response) => response.destroy()],
    ['a request to wait', (_, response) => response.writeHead(429, { 'retry-after': '0.01' }).end()],
  ])('tries again after %s', async (_, fault) => {
    const { url, calls } = await analyzer((request, response, call) =>
      call < 3 ? fault(request, response, call) : names(request, response, call),
    );
    expect(await detector(url).detect(['Ann'])).toMatchObject([[{ entity: 'PERSON' }]]);
    expect(calls()).toBe(3);
  });

  test('gives up after its tries, and on a refusal at once, with what to do and no word of the text', async () => {
    const busy = await analyzer((_, response) => response.writeHead(500).end('Ann Secret'));
    const failure = await detector(busy.url)
      .detect(['Ann Secret'])
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AnnealFailure);
    expect((failure as AnnealFailure).message).toMatch(/cannot be used: it answered with status 500, 3 times.*pii\.detector/);
    expect((failure as AnnealFailure).message).not.toContain('Ann');
    expect(busy.calls()).toBe(3);
    const wrong = await analyzer((_, response) => response.writeHead(400).end());
    await expect(detector(wrong.url).detect(['Ann', 'Ann'])).rejects.toMatchObject({ name: 'BackendRefused' });
  });

  test('does not wait longer than its limit, and ends when it is told to', async () => {
    const { url } = await analyzer(() => {});
    await expect(detector(url, { timeoutMs: 50, tries: 2 }).detect(['Ann'])).rejects.toThrow(/no answer came in 0.05 s, 2 times/);
    const stop = new AbortController();
    const asked = detector(url).detect(['Ann'], stop.signal);
    stop.abort(new Error('stopped'));
    await expect(asked).rejects.toThrow('stopped');
  });

  test.each(['presidio', 'ftp://host', 'http://user:pw@host', 'http://host/?x=1'])('refuses the address %s', (url) => {
    expect(() => createPresidioDetector({ url })).toThrow(AnnealFailure);
  });
});
