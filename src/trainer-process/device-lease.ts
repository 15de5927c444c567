import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, ownIdentity, ProcessIdentity } from './process-identity.ts';

/**
 * The right to load a model on a device of this machine. One holder at a time, over all processes and within one.
 *
 * Leases are files `<device>.<number>`; only the highest number counts. A taker links a file that names it to the next
 * number: the link is atomic, so one taker wins a number, whether the lease before was given back (an empty file) or
 * its owner died. Nothing is ever taken away from a file's owner, so a slow taker cannot remove a lease that somebody
 * else has got in the meantime: the number it tries is gone, or it finds a higher one and steps back.
 */
export interface DeviceLease {
  readonly device: string;
  /** Idempotent. */
  release(): void;
}

export interface LeaseRequest {
  /** Same for all processes of the machine, on a local disk. */
  folder: string;
  device: string;
  signal?: AbortSignal;
  /** Called at once and then every second while another holds the lease. */
  onWaiting?: (holder: ProcessIdentity) => void;
}

const pollMs = 100;
const tellMs = 1000;
/** Numbers kept below the highest: a taker would have to sleep through so many leases, inside one listing, to miss the highest. */
const keptNumbers = 32;

/** Waits for the device. @throws the signal's reason when it is aborted while waiting. */
export async function acquireLease(request: LeaseRequest): Promise<DeviceLease> {
  mkdirSync(request.folder, { recursive: true, mode: 0o700 });
  for (let toldAt = -Infinity; ;) {
    request.signal?.throwIfAborted();
    const outcome = tryToTake(request);
    if ('lease' in outcome) return outcome.lease;
    if (outcome.holder && performance.now() - toldAt >= tellMs) {
      toldAt = performance.now();
      request.onWaiting?.(outcome.holder);
    }
    await delay(pollMs, undefined, request.signal ? { signal: request.signal } : {}).catch(() => request.signal?.throwIfAborted());
  }
}

/** `holder` null: somebody else was faster; look again. */
function tryToTake({ folder, device }: LeaseRequest): { lease: DeviceLease } | { holder: ProcessIdentity | null } {
  const numbers = leaseNumbers(folder, device);
  const highest = Math.max(0, ...numbers);
  const holder = highest === 0 ? null : readHolder(leaseFile(folder, device, highest));
  if (holder === 'gone') return { holder: null };
  if (holder !== null && isAlive(holder)) return { holder };
  const number = highest + 1;
  const file = leaseFile(folder, device, number);
  if (!linkNew(folder, device, file)) return { holder: null };
  if (Math.max(...leaseNumbers(folder, device)) !== number) {
    removeQuietly(file); // we slept while the device went through other hands
    return { holder: null };
  }
  for (const old of numbers) if (old < number - keptNumbers) removeQuietly(leaseFile(folder, device, old));
  return { lease: { device, release: onceOnly(() => truncateSync(file)) } };
}

const leaseFile = (folder: string, device: string, number: number) => join(folder, `${fileName(device)}.${number}`);

/** A device's name as part of a file name. */
export const fileName = (device: string) => encodeURIComponent(device).replaceAll('.', '%2E');

function leaseNumbers(folder: string, device: string): number[] {
  const prefix = `${fileName(device)}.`;
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && /^[0-9]+$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
}

/** null: given back, or cut short by a crash of the machine. */
function readHolder(file: string): ProcessIdentity | null | 'gone' {
  try {
    return ProcessIdentity.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : null;
  }
}

/** Makes the file with our identity in it from its first moment on; false when it exists already. */
function linkNew(folder: string, device: string, file: string): boolean {
  const draft = join(folder, `${fileName(device)}.draft-${randomUUID()}`);
  writeFileSync(draft, JSON.stringify(ownIdentity()), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    removeQuietly(draft);
  }
}

function removeQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function onceOnly(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
