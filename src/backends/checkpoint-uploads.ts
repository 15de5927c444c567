import { rm, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AnnealFailure } from '../contracts/failure.ts';

export interface LocalCheckpoint {
  step: number;
  folder: string;
}

export interface UploadedCheckpoint {
  key: string;
  step: number;
}

export interface CheckpointUploads {
  /** A newer one takes the place of one that waits. */
  offer(checkpoint: LocalCheckpoint): void;
  /** Newest in the store. */
  newest(): UploadedCheckpoint | null;
  /** Whether everything that was offered is in the store. */
  safe(): boolean;
  /** Uploads the last one that was offered, whatever happened to those before. @throws its failure. */
  finish(): Promise<void>;
}

const triesOfTheLast = 5;

/**
 * Carries checkpoints to the store while training goes on, one at a time. An upload that fails does not disturb training:
 * the next checkpoint holds more, and only the last one must arrive. What is safe in the store is deleted here.
 */
export function createCheckpointUploads(
  publish: (folder: string) => Promise<UploadedCheckpoint>,
  onUploaded: (uploaded: UploadedCheckpoint) => Promise<void>,
): CheckpointUploads {
  let waiting: LocalCheckpoint | null = null;
  let last: LocalCheckpoint | null = null;
  let newest: UploadedCheckpoint | null = null;
  let running: Promise<void> | null = null;

  const upload = async ({ folder }: LocalCheckpoint) => {
    newest = await publish(folder);
    await onUploaded(newest);
    await removeUpTo(dirname(folder), newest.step);
  };
  const drain = async () => {
    while (waiting) {
      const next = waiting;
      waiting = null;
      await upload(next).catch(() => {}); // tried again by the next checkpoint, or by finish
    }
    running = null;
  };
  const isSafe = () => last === null || (newest !== null && newest.step >= last.step);

  return {
    offer: (checkpoint) => {
      waiting = last = checkpoint;
      running ??= drain();
    },
    newest: () => newest,
    safe: isSafe,
    finish: async () => {
      await running;
      const checkpoint = last;
      if (checkpoint === null) return;
      for (let turn = 1; !isSafe(); turn++) {
        try {
          await upload(checkpoint);
        } catch (error) {
          if (turn === triesOfTheLast || !(error instanceof AnnealFailure) || error.permanent) throw error;
          await delay(500 * 2 ** turn);
        }
      }
    },
  };
}

/** Checkpoint folders are named by their steps. */
async function removeUpTo(folder: string, step: number): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name) && Number(name) <= step)
      .map((name) => rm(join(folder, name), { recursive: true, force: true })),
  );
}
