import { ServerBusy } from '../text-model.ts';

export interface Slots<Slot> {
  /** A slot for whoever asks, in the order of asking; `pick` chooses among the free ones. @throws the signal's reason; ServerBusy. */
  take(pick: Pick<Slot>, signal: AbortSignal): Promise<Slot>;
  giveBack(slot: Slot): void;
  /** Resolves when no slot is in use. Whoever waits, or asks later, is refused. */
  close(): Promise<void>;
}

type Pick<Slot> = (free: readonly Slot[]) => Slot;

interface Waiting {
  enter(): void;
  refuse(error: unknown): void;
}

/** Hands out a fixed number of slots; refuses when `mostWaiting` wait already, and once it is closed. */
export function createSlots<Slot>(slots: readonly Slot[], mostWaiting: number): Slots<Slot> {
  const free = [...slots];
  const queue: Waiting[] = [];
  let closed: PromiseWithResolvers<void> | null = null;

  const pickOne = (pick: Pick<Slot>): Slot => {
    const slot = pick(free);
    free.splice(free.indexOf(slot), 1);
    return slot;
  };
  const wait = (pick: Pick<Slot>, signal: AbortSignal): Promise<Slot> => {
    const turn = Promise.withResolvers<Slot>();
    const waiting: Waiting = { enter: () => turn.resolve(pickOne(pick)), refuse: turn.reject };
    const leave = () => {
      queue.splice(queue.indexOf(waiting), 1);
      turn.reject(signal.reason);
    };
    queue.push(waiting);
    signal.addEventListener('abort', leave, { once: true });
    return turn.promise.finally(() => signal.removeEventListener('abort', leave));
  };

  return {
    take: async (pick, signal) => {
      signal.throwIfAborted();
      if (closed !== null) throw leaving();
      if (free.length > 0) return pickOne(pick); // nobody waits while one is free
      if (queue.length >= mostWaiting)
        throw new ServerBusy(`${mostWaiting} requests wait for this model already. Try again later, or serve it with a higher --parallel.`);
      return wait(pick, signal);
    },
    giveBack: (slot) => {
      free.push(slot);
      queue.shift()?.enter();
      if (free.length === slots.length) closed?.resolve();
    },
    close: async () => {
      closed ??= Promise.withResolvers<void>();
      for (const waiting of queue.splice(0)) waiting.refuse(leaving());
      if (free.length === slots.length) closed.resolve();
      await closed.promise;
    },
  };
}

const leaving = () => new ServerBusy('This model is being dropped. Ask another one.');
