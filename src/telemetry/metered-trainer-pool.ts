import { AnnealFailure } from '../contracts/failure.ts';
import { failureLabel } from '../contracts/metrics.ts';
import type { TrainerPool } from '../trainer-process/trainer-pool.ts';
import type { RequestOptions, TrainerOperation, TrainerSession } from '../trainer-process/trainer-session.ts';
import type { Log } from './log-line.ts';
import type { Meters } from './meters.ts';
import { newLines } from './new-lines.ts';
import { relayTrainerLine } from './trainer-line.ts';

const relayMs = 1000;

/** The same pool; waiting, starts and losses are measured, and what trainers write reaches the worker's log, told by whom they worked for. */
export function meteredTrainerPool(pool: TrainerPool, meters: Meters, currentLog: () => Log): TrainerPool {
  const written = newLines(pool.log.file);
  let pid: number | null = null;
  return {
    ...pool,
    withTrainer: async (options, body) => {
      const log = currentLog(); // now: timers and streams of the trainer live in the context of whoever started it
      const relay = () => written().forEach((line) => relayTrainerLine(line, log));
      const asked = performance.now();
      let waited = 0;
      let worked = false;
      let failure: unknown = null;
      const timer = setInterval(relay, relayMs);
      const waiting = () => {
        waited = (performance.now() - asked) / 1000;
        options.onWaiting?.();
      };
      try {
        return await pool.withTrainer({ ...options, onWaiting: waiting }, async (session) => {
          worked = true;
          meters.record('anneal_device_wait_seconds', Math.round(waited), {});
          if (session.pid !== pid) meters.add('anneal_trainer_starts_total', 1, {});
          pid = session.pid;
          return body(session);
        });
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        clearInterval(timer);
        relay();
        if (worked && pool.pid() === null) {
          pid = null;
          meters.add('anneal_trainer_restarts_total', 1, { reason: options.signal?.aborted ? 'stopped' : reasonOf(failure) });
        }
      }
    },
  };
}

/** Nothing was thrown when somebody told the trainer to end: it said so itself. */
function reasonOf(failure: unknown): string {
  if (failure === null) return 'TrainerInterrupted';
  if (!(failure instanceof AnnealFailure)) return 'other';
  return failure.details['outOfMemory'] === true ? 'OutOfMemory' : failureLabel(failure.name);
}

/** Counts what models answer and score, as they do. For evaluations: a person's questions are asked without it. */
export function countingItems(withTrainer: TrainerPool['withTrainer'], meters: Meters): TrainerPool['withTrainer'] {
  return (options, body) => withTrainer(options, (session) => body(countedSession(session, meters)));
}

function countedSession(session: TrainerSession, meters: Meters): TrainerSession {
  return {
    pid: session.pid,
    hello: session.hello,
    request: async <Operation extends TrainerOperation>(operation: Operation, options: RequestOptions = {}) => {
      const { op } = operation;
      if (op !== 'generate' && op !== 'score') return session.request(operation, options);
      let counted = 0;
      const count = (items: number) => {
        if (items > counted) meters.add('anneal_evaluation_items_total', items - counted, { operation: op });
        counted = Math.max(counted, items);
      };
      const result = await session.request(operation, {
        ...options,
        onAnswer: (answer) => {
          if (answer.type === 'progress' && answer.phase === 'items') count(answer.step);
          options.onAnswer?.(answer);
        },
      });
      if ('items' in result) count(result.items);
      return result;
    },
  };
}
