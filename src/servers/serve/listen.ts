import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { AnnealFailure } from '../../contracts/failure.ts';

export interface Listening {
  url: string;
  /** Takes no new connection, waits for running answers, gives up those that take longer, and closes. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Serves an app on a port of one address.
 * @param giveUp ends what still runs when the grace is over
 * @throws AnnealFailure InvalidInput when the port is taken or the address is not this machine's
 */
export async function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  { host, port, giveUp }: { host: string; port: number; giveUp: () => void },
): Promise<Listening> {
  const server = createAdaptorServer({ fetch }) as Server;
  server.requestTimeout = 60_000; // of sending a request; answers take as long as they take
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why =
      code === 'EADDRINUSE'
        ? 'is taken by another program. Choose another by --port, or 0 for any that is free.'
        : `cannot be listened on (${code}).`;
    throw new AnnealFailure('InvalidInput', `Port ${port} of ${host} ${why}`, { cause });
  }
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    stop: async (graceMs) => {
      const closed = once(server, 'close');
      server.close();
      const closing = setInterval(() => server.closeIdleConnections(), 100); // those that were busy become idle
      const late = new AbortController();
      const giveUpLater = delay(graceMs, undefined, { signal: late.signal }).then(async () => {
        giveUp();
        await delay(1_000, undefined, { signal: late.signal }); // for the last words of what was given up
        server.closeAllConnections();
      });
      await closed;
      clearInterval(closing);
      late.abort();
      await giveUpLater.catch(() => {});
    },
  };
}
