import { createServer, request as forward } from 'node:http';
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  method: string;
  /** Path and query. */
  url: string;
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
}

/** What goes wrong with one request. Byte counts are of the body. */
export type Fault =
  | { kind: 'refuse'; status: number; code: string }
  /** The request's body breaks off; the server never sees the rest. */
  | { kind: 'cut request'; afterBytes: number; by: 'end' | 'reset' }
  | { kind: 'flip request bit'; atByte: number }
  /** The server acts, and its answer never arrives. */
  | { kind: 'drop answer' }
  | { kind: 'cut answer'; afterBytes: number; by: 'end' | 'reset' }
  | { kind: 'flip answer bit'; atByte: number }
  /** Silence, from the answer's first byte or from this byte of its body on. */
  | { kind: 'stall' }
  | { kind: 'stall answer'; afterBytes: number }
  /** One byte a tick. */
  | { kind: 'drip answer'; everyMs: number };

interface Injection {
  fault: Fault;
  matches: (seen: SeenRequest) => boolean;
  left: number;
}

export interface S3FaultProxy {
  endpoint: string;
  /** All requests that came, in order. */
  seen: SeenRequest[];
  /** The next `times` requests that match suffer the fault; default: one, any. */
  inject(fault: Fault, matches?: (seen: SeenRequest) => boolean, times?: number): void;
  /** Faults that have not happened yet are forgotten. */
  heal(): void;
  stop(): Promise<void>;
}

/** Stands before a real S3 server, passes requests on as they are (signatures stay valid), and breaks those that it was told to. */
export async function startS3FaultProxy(target: string): Promise<S3FaultProxy> {
  const injections: Injection[] = [];
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, answer) => {
    const current = { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers };
    seen.push(current);
    const injection = injections.find((each) => each.left > 0 && each.matches(current));
    if (injection) injection.left -= 1;
    pass(new URL(target), incoming, answer, injection?.fault);
  });
  const port = await listen(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    inject: (fault, matches = () => true, times = 1) => void injections.push({ fault, matches, left: times }),
    heal: () => void injections.splice(0),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function pass(target: URL, incoming: IncomingMessage, answer: ServerResponse, fault: Fault | undefined): void {
  if (fault?.kind === 'stall') return void incoming.resume();
  if (fault?.kind === 'refuse') return refuse(incoming, answer, fault);
  const upstream = forward({
    host: target.hostname,
    port: target.port,
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
  });
  upstream.on('error', () => breakOff(incoming.socket, 'reset'));
  answer.on('close', () => upstream.destroy());
  upstream.on('response', (response) => giveAnswer(response, answer, fault));
  takeRequest(incoming, upstream, fault);
}

function refuse(incoming: IncomingMessage, answer: ServerResponse, { status, code }: { status: number; code: string }): void {
  incoming.resume();
  incoming.on('end', () => {
    answer.writeHead(status, { 'content-type': 'application/xml' });
    answer.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>as the test wants</Message></Error>`);
  });
}

function takeRequest(incoming: IncomingMessage, upstream: ClientRequest, fault: Fault | undefined): void {
  let passed = 0;
  incoming.on('data', (chunk: Buffer) => {
    const from = passed;
    passed += chunk.length;
    if (fault?.kind === 'cut request' && passed >= fault.afterBytes) {
      upstream.write(chunk.subarray(0, Math.max(0, fault.afterBytes - from)));
      upstream.destroy();
      breakOff(incoming.socket, fault.by);
      return;
    }
    upstream.write(fault?.kind === 'flip request bit' ? flipped(chunk, fault.atByte - from) : chunk);
  });
  incoming.on('end', () => upstream.end());
}

function giveAnswer(response: IncomingMessage, answer: ServerResponse, fault: Fault | undefined): void {
  const socket = answer.socket as Socket;
  if (fault?.kind === 'drop answer') {
    response.resume();
    response.on('end', () => breakOff(socket, 'reset'));
    return;
  }
  answer.writeHead(response.statusCode ?? 502, response.headers);
  if (fault?.kind === 'drip answer') return drip(response, answer, fault.everyMs);
  let passed = 0;
  response.on('data', (chunk: Buffer) => {
    const from = passed;
    passed += chunk.length;
    const limit = fault?.kind === 'cut answer' || fault?.kind === 'stall answer' ? fault.afterBytes : Infinity;
    if (from > 0 && from >= limit) return;
    answer.write(fault?.kind === 'flip answer bit' ? flipped(chunk, fault.atByte - from) : chunk.subarray(0, limit - from), () => {
      if (fault?.kind === 'cut answer' && passed >= limit) breakOff(socket, fault.by);
    });
  });
  response.on('end', () => {
    if (fault?.kind !== 'stall answer') answer.end();
  });
}

function drip(response: IncomingMessage, answer: ServerResponse, everyMs: number): void {
  const bytes: Buffer[] = [];
  response.on('data', (chunk: Buffer) => bytes.push(chunk));
  response.on('end', () => {
    const all = Buffer.concat(bytes);
    let at = 0;
    const timer = setInterval(() => {
      if (at < all.length) answer.write(all.subarray(at, (at += 1)));
      else answer.end();
    }, everyMs);
    answer.on('close', () => clearInterval(timer));
  });
}

function flipped(chunk: Buffer, at: number): Buffer {
  if (at < 0 || at >= chunk.length) return chunk;
  const copy = Buffer.from(chunk);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

function breakOff(socket: Socket, by: 'end' | 'reset'): void {
  if (by === 'reset') socket.resetAndDestroy();
  else socket.destroy();
}
