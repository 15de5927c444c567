import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { fileName } from './device-lease.ts';
import { isAlive, ownIdentity, ProcessIdentity } from './process-identity.ts';

const TrainerRecord = z.strictObject({ owner: ProcessIdentity, trainer: ProcessIdentity });

const recordPrefix = (device: string) => `${fileName(device)}.trainer-`;

/** Leaves a note of a trainer that we started, so that whoever takes the device after our death can see it end. */
export function recordTrainer(folder: string, device: string, trainer: ProcessIdentity): { forget(): void } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${recordPrefix(device)}${trainer.pid}.json`);
  writeFileSync(file, JSON.stringify({ owner: ownIdentity(), trainer }), { mode: 0o600 });
  return { forget: () => rmSync(file, { force: true }) };
}

/**
 * Sees to it that no trainer of a dead worker is left on the device: waits for those that are saving their last step
 * (they end by themselves when their input closes), then ends what is left. To be called by the lease's holder.
 * @throws the signal's reason.
 */
export async function endLeftoverTrainers(request: {
  folder: string;
  device: string;
  graceMs: number;
  signal?: AbortSignal;
}): Promise<void> {
  const deadline = performance.now() + request.graceMs;
  const names = readdirSync(request.folder).filter((name) => name.startsWith(recordPrefix(request.device)));
  for (const file of names.map((name) => join(request.folder, name))) {
    const record = readRecord(file);
    if (record && isAlive(record.owner) && isAlive(record.trainer)) continue; // another worker's, idle
    if (record) await outlive(record.trainer, deadline, request.signal);
    rmSync(file, { force: true });
  }
}

async function outlive(trainer: ProcessIdentity, deadline: number, signal?: AbortSignal): Promise<void> {
  while (isAlive(trainer)) {
    signal?.throwIfAborted();
    if (performance.now() > deadline) killGroup(trainer.pid, 'SIGKILL');
    await delay(50);
  }
}

function readRecord(file: string): z.infer<typeof TrainerRecord> | null {
  try {
    return TrainerRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null; // cut short by a crash of the machine, which ended the trainer too
  }
}

/** Signals a whole process group; one that is gone already is no error. */
export function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
