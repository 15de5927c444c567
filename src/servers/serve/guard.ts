import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { ApiError } from './api-error.ts';

/** Who may ask. */
export interface Guard {
  /** Bound to this machine alone: then requests that name another host come from a page that tricked a browser's name look-up. */
  local: boolean;
  /** null = whoever reaches the server may ask it. */
  apiKey: string | null;
}

const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Refuses strangers, and bodies that a web page could send without asking the browser first. */
export function guard({ local, apiKey }: Guard): MiddlewareHandler {
  return async (c, next) => {
    const { hostname, pathname } = new URL(c.req.url);
    if (local && !loopback.test(hostname))
      throw new ApiError(403, `This server answers this machine only, not requests to ${hostname}. Start it with --host to serve others.`, {
        code: 'forbidden_host',
      });
    if (apiKey !== null && pathname !== '/health' && !isKey(c.req.header('authorization'), apiKey))
      throw new ApiError(401, 'The API key is missing or wrong. Send it as "Authorization: Bearer KEY".', { code: 'invalid_api_key' });
    if (c.req.method === 'POST' && !/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
      throw new ApiError(415, 'The body must be JSON, and say so: send "Content-Type: application/json".', {
        code: 'unsupported_media_type',
      });
    await next();
  };
}

/** Compared by hash, so that the time it takes tells nothing of the key. */
function isKey(header: string | undefined, apiKey: string): boolean {
  const given = /^Bearer (.*)$/i.exec(header ?? '')?.[1] ?? '';
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(apiKey));
}
