import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the judge was shown, read back from the message. */
export interface ShownPair {
  question: string;
  reference: string;
  a: string;
  b: string;
}

/** Who wins, as the judge has it. A string is sent as it is, whatever it may be. */
export type Judging = (pair: ShownPair) => 'A' | 'B' | 'tie' | { reply: string };

/** What goes wrong with one request. */
export type JudgeFault =
  | { kind: 'status'; status: number; retryAfter?: string; location?: string }
  /** Silence for so long, then the verdict. */
  | { kind: 'slow'; ms: number }
  /** A body that is no chat completion. */
  | { kind: 'garbage' }
  | { kind: 'hang up' };

export interface JudgeServer {
  /** As a client names it: up to /v1. */
  url: string;
  /** Every request that came: what was asked, and with which key. */
  seen: {
    body: {
      model: string;
      temperature: number;
      max_tokens?: number;
      max_completion_tokens?: number;
      messages: { role: string; content: string }[];
      tools?: unknown;
    };
    key: string | undefined;
  }[];
  /** How it judges from now on. */
  judge(judging: Judging): void;
  /** The next `times` requests suffer the fault. */
  inject(fault: JudgeFault, times?: number): void;
  /** From now on every n-th request suffers the fault. */
  failEvery(n: number, fault: JudgeFault): void;
  /** From now on it knows `max_completion_tokens` only, as newer models of OpenAI do. */
  refuseMaxTokens(): void;
  stop(): Promise<void>;
}

/** Prefers the answer that is the reference. */
export const reading: Judging = ({ a, b, reference }) =>
  a === b || (a === reference) === (b === reference) ? 'tie' : a === reference ? 'A' : 'B';
/** Looks at places, not at answers. */
export const alwaysFirst: Judging = () => 'A';
export const preferringLonger: Judging = ({ a, b }) => (a.length === b.length ? 'tie' : a.length > b.length ? 'A' : 'B');

/** A judge behind OpenAI's chat completions, over real HTTP, that judges as it is told to and fails when it is told to. */
export async function startJudgeServer(judging: Judging = reading): Promise<JudgeServer> {
  const state: State = { judging, faults: [], every: null, refusesMaxTokens: false, seen: [] };
  const server = createServer((request, response) => void answer(state, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    seen: state.seen,
    judge: (next) => {
      state.judging = next;
    },
    inject: (fault, times = 1) => void state.faults.push(...Array.from({ length: times }, () => fault)),
    failEvery: (n, fault) => {
      state.every = { n, fault };
    },
    refuseMaxTokens: () => {
      state.refusesMaxTokens = true;
    },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface State {
  judging: Judging;
  faults: JudgeFault[];
  every: { n: number; fault: JudgeFault } | null;
  refusesMaxTokens: boolean;
  seen: JudgeServer['seen'];
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const body = JSON.parse(text) as JudgeServer['seen'][number]['body'];
  state.seen.push({ body, key: request.headers.authorization });
  const fault = state.faults.shift() ?? (state.every && state.seen.length % state.every.n === 0 ? state.every.fault : undefined);
  if (fault?.kind === 'hang up') return void request.socket.resetAndDestroy();
  if (request.url !== '/v1/chat/completions') return void response.writeHead(404).end('{}');
  if (fault?.kind === 'status') {
    const headers = { ...(fault.retryAfter && { 'retry-after': fault.retryAfter }), ...(fault.location && { location: fault.location }) };
    return void response
      .writeHead(fault.status, headers)
      .end(JSON.stringify({ error: { message: `${text} ${request.headers.authorization}` } }));
  }
  if (state.refusesMaxTokens && 'max_tokens' in body)
    return void response.writeHead(400).end(JSON.stringify({ error: { code: 'unsupported_parameter', param: 'max_tokens' } }));
  if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  response.setHeader('content-type', 'application/json');
  response.end(
    fault?.kind === 'garbage' ? '<html>busy</html>' : JSON.stringify(completion(body.model, verdict(state.judging, body.messages))),
  );
}

function verdict(judging: Judging, messages: { content: string }[]): string {
  const said = judging(pairIn(messages.at(-1)?.content ?? ''));
  return typeof said === 'string' ? JSON.stringify({ winner: said, reason: `it is ${said}` }) : said.reply;
}

/** Reads the parts between the markers of the message's own key, as a careful model would. */
function pairIn(content: string): ShownPair {
  const key = /key of this message is (\w+)/.exec(content)?.[1] ?? '';
  const part = (name: string) => {
    const [start, end] = [`<<<${name} ${key}>>>\n`, `\n<<<END ${name} ${key}>>>`];
    const from = content.indexOf(start) + start.length;
    return content.slice(from, content.indexOf(end, from - 1));
  };
  return { question: part('QUESTION'), reference: part('REFERENCE'), a: part('ANSWER A'), b: part('ANSWER B') };
}

function completion(model: string, content: string): object {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: `${model}-2026-01`,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 300, completion_tokens: 20, total_tokens: 320 },
  };
}
