import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AnnealFailure } from '../../contracts/failure.ts';
import { newToken, ownPath, safeHeaders } from './guard.ts';
import { routes } from './routes.ts';
import type { Answer } from './routes.ts';
import type { Review } from './review.ts';

export interface ReviewServer {
  /** With the token in it: whoever has it may rate. */
  url: string;
  stop(): Promise<void>;
}

/** A rating is a few hundred bytes. */
const largestBody = 16 * 1024;

/** Serves the review page on the loopback interface, and there alone. @throws AnnealFailure InvalidInput for a port that is taken */
export async function startReviewServer(review: Review, { port }: { port: number }): Promise<ReviewServer> {
  const token = newToken();
  const server = createServer((request, response) => {
    const own = { port: (server.address() as AddressInfo).port, token };
    void answer(review, request, own).then((found) => send(response, found));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(review: Review, request: IncomingMessage, own: { port: number; token: string }): Promise<Answer> {
  const path = ownPath(request, own);
  const route = path === null ? undefined : routes[`${request.method ?? ''} ${path}`];
  if (route === undefined) return { status: 404, type: 'text/plain', body: 'Not here.\n' };
  try {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    return await route(review, { query, body: request.method === 'POST' ? await readBody(request) : null });
  } catch (error) {
    return refusal(error);
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Not destroyed: who sends too much is told so before the connection ends.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new AnnealFailure('InvalidInput', `A request may have ${largestBody} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new AnnealFailure('InvalidInput', 'The request is not JSON.');
  }
}

function refusal(error: unknown): Answer {
  const known = error instanceof AnnealFailure;
  const message = known ? error.message : 'The review server failed; its terminal says why.';
  if (!known) process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  const status = known && error.permanent ? 400 : 503; // the page tries again by itself what may pass
  return { status, type: 'application/json', body: JSON.stringify({ error: message }), headers: { connection: 'close' } };
}

function send(response: ServerResponse, { status, type, body, headers }: Answer): void {
  response.writeHead(status, { ...safeHeaders, 'content-type': `${type}; charset=utf-8`, ...headers });
  response.end(body);
}

function cannotListen(error: unknown, port: number): AnnealFailure {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  return new AnnealFailure(
    'InvalidInput',
    taken
      ? `Port ${port} of this machine is taken, maybe by another review. Choose another one with --port, or 0 for any that is free.`
      : `Port ${port} of this machine cannot be listened on (${(error as Error).message}). Choose another one with --port.`,
    { cause: error },
  );
}
