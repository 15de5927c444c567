import type { MiddlewareHandler } from 'hono';

/** What became of a request. */
export interface AccessLine {
  method: string;
  path: string;
  status: number;
  model: string | null;
  promptTokens: number | null;
  answerTokens: number | null;
  seconds: number;
  /** What nobody foresaw, for the log alone. */
  error: unknown;
}

/** A request's line while it is being answered. */
export interface Account {
  line: AccessLine;
  /** A stream is told when it ends, which is after its response was made. */
  streaming: boolean;
  close(): void;
}

export type ServeEnv = { Variables: { account: Account } };

/** Tells every request once, when its answer is whole. */
export function keepAccount(now: () => number, log: (line: AccessLine) => void): MiddlewareHandler<ServeEnv> {
  return async (c, next) => {
    const begun = now();
    const line: AccessLine = {
      method: c.req.method,
      path: c.req.path,
      status: 0,
      model: null,
      promptTokens: null,
      answerTokens: null,
      seconds: 0,
      error: null,
    };
    const close = () => log({ ...line, seconds: (now() - begun) / 1000 });
    const account: Account = { line, streaming: false, close };
    c.set('account', account);
    await next();
    if (account.streaming) return;
    line.status = c.res.status;
    close();
  };
}

/** `POST /v1/chat/completions 200 contract-review@2 46+12 tokens 0.31 s` */
export function accessText({ method, path, status, model, promptTokens, answerTokens, seconds }: AccessLine): string {
  const tokens = promptTokens === null ? null : `${promptTokens}+${answerTokens ?? '?'} tokens`;
  return [method, path, status, model, tokens, `${seconds.toFixed(2)} s`].filter((part) => part !== null).join(' ');
}
