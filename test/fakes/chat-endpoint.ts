import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What goes wrong with one answer. */
export type AnswerFault =
  | { kind: 'status'; status: number; message: string }
  /** The connection is lost after so many tokens; 0 = before the answer begins. */
  | { kind: 'hang up'; after: number }
  /** The stream ends in good order, but before its end was told. */
  | { kind: 'cut' }
  | { kind: 'error event' }
  | { kind: 'garbage' }
  /** Nothing comes. */
  | { kind: 'silence' };

export interface ChatEndpointOptions {
  /** Of the request with this number, from 0. */
  fault?: (request: number) => AnswerFault | null;
  tokens?: number;
  firstTokenMs?: number;
  betweenTokensMs?: number;
  usage?: boolean;
  /** Answers as one JSON value, whatever was asked for. */
  whole?: boolean;
  key?: string;
}

export interface ChatEndpoint {
  /** As a client names it: up to /v1. */
  url: string;
  seen: { path: string; body: Record<string, unknown> & { messages?: { content: string }[] } }[];
  /** The most requests that were under way at once. */
  mostAtOnce(): number;
  stop(): Promise<void>;
}

/** An endpoint that speaks OpenAI's protocol over real HTTP, streams at the pace that it is told, and fails when it is told to. */
export async function startChatEndpoint(options: ChatEndpointOptions = {}): Promise<ChatEndpoint> {
  const seen: ChatEndpoint['seen'] = [];
  let [now, most] = [0, 0];
  const server = createServer((request, response) => {
    now += 1;
    most = Math.max(most, now);
    response.once('close', () => (now -= 1));
    void answer(options, seen, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen,
    mostAtOnce: () => most,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(options: ChatEndpointOptions, seen: ChatEndpoint['seen'], request: IncomingMessage, response: ServerResponse) {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const path = request.url ?? '';
  if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) return void response.writeHead(401).end('{}');
  if (path === '/v1/models') return void response.end('{"object": "list", "data": []}');
  if (!/^\/v1\/(?:chat\/)?completions$/.test(path)) return void response.writeHead(404).end('{}');
  const fault = options.fault?.(seen.length) ?? null;
  seen.push({ path, body: JSON.parse(text) as ChatEndpoint['seen'][number]['body'] });
  if (fault?.kind === 'status')
    return void response.writeHead(fault.status).end(JSON.stringify({ error: { message: fault.message, type: 'x' } }));
  if (fault?.kind === 'silence') return;
  if (fault?.kind === 'garbage') return void response.setHeader('content-type', 'text/html').end('<html>busy</html>');
  const { tokens = 3 } = options;
  const usage = options.usage === false ? null : { prompt_tokens: 5, completion_tokens: tokens, total_tokens: 5 + tokens };
  if (options.whole === true) {
    const body = JSON.stringify({ choices: [{ message: { content: 'x' } }], usage });
    return void response.setHeader('content-type', 'application/json').end(body);
  }
  await stream(options, fault, usage, request, response);
}

async function stream(
  { tokens = 3, firstTokenMs = 0, betweenTokensMs = 0 }: ChatEndpointOptions,
  fault: AnswerFault | null,
  usage: object | null,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isChat = request.url === '/v1/chat/completions';
  const send = (data: object | string) => response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  const part = (content: string, finish: string | null) => ({
    choices: [{ index: 0, ...(isChat ? { delta: { content } } : { text: content }), finish_reason: finish }],
  });
  if (fault?.kind === 'hang up' && fault.after === 0) return void request.socket.resetAndDestroy();
  response.setHeader('content-type', 'text/event-stream');
  send(part('', null)); // begins without content, as OpenAI does
  await delay(firstTokenMs);
  for (let token = 0; token < tokens; token += 1) {
    if (fault?.kind === 'hang up' && fault.after === token) return void request.socket.resetAndDestroy();
    if (token > 0) await delay(betweenTokensMs);
    send(part('x', null));
  }
  if (fault?.kind === 'error event') return void response.end('data: {"error": {"message": "out of memory"}}\n\n');
  if (fault?.kind === 'cut') return void response.end();
  send(part('', 'stop'));
  if (usage !== null) send({ choices: [], usage });
  response.end('data: [DONE]\n\n');
}
