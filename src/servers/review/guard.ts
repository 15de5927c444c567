import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A word that only whoever was shown the address knows. */
export function newToken(): string {
  return randomBytes(18).toString('base64url');
}

/**
 * The path behind the token, or null for a request that is not of our own page: another host name (a foreign page whose
 * name was pointed at this machine), another origin, a wrong token, a body that is not JSON.
 */
export function ownPath(request: IncomingMessage, { port, token }: { port: number; token: string }): string | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = request.headers;
  if (!hosts.includes(host)) return null;
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`)) return null;
  if (request.method === 'POST' && request.headers['content-type'] !== 'application/json') return null;
  const [, given = '', path] = /^\/([^/?]*)(\/[^?]*)/.exec(request.url ?? '') ?? [];
  return path !== undefined && sameToken(given, token) ? path : null;
}

function sameToken(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** What no answer may be used for: to be framed, cached, guessed at, or to tell its address to others. */
export const safeHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const;

/** Only what the page itself brings may run; whatever a row's text holds, nothing is loaded and nothing is sent elsewhere. */
export function contentPolicy(nonce: string): string {
  return `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
