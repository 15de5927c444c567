import type { Answering, PoolHandler, PoolWork } from './pool-work.ts';
import { asFromThread } from './thread-error.ts';

/** The work of a pool's threads done in this one, where starting others would cost more than it saves. Errors are the same. */
export function ownThread<SetUp, Request, Answer>(work: PoolWork<SetUp, Request, Answer>, setUp: SetUp): Answering<Request, Answer> {
  let ready: Promise<PoolHandler<Request, Answer>> | null = null;
  return {
    room: 1,
    async ask(request) {
      try {
        ready ??= Promise.resolve(work.setUp(setUp));
        const handle = await ready;
        return await handle(request);
      } catch (error) {
        throw asFromThread(error);
      }
    },
    close: async () => {},
  };
}
