import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AnnealFailure } from '../contracts/failure.ts';
import { LocalCheckpointManifest } from '../contracts/local-checkpoint.ts';
import type { TrainerPool } from '../trainer-process/trainer-pool.ts';
import type { LocalCheckpoint } from './checkpoint-uploads.ts';

/** Says which process works in a scratch folder, so that nobody else sweeps it away while that lives. */
const ownerNote = 'owner.json';

/** A checkpoint that never reached the store is worth something to the next attempt for so long. */
const keptMs = 3 * 24 * 3600 * 1000;

export interface ScratchArea {
  home: string;
  owners: Pick<TrainerPool, 'worker' | 'isWorkerAlive'>;
  /** Folders in which this process is at work now. */
  active: Set<string>;
}

/** A new folder that belongs to one attempt: `scratch/<place>/<unique>`. @throws AnnealFailure DiskFull */
export async function makeScratch({ home, owners, active }: ScratchArea, place: string): Promise<string> {
  const folder = join(home, 'scratch', place, randomUUID());
  try {
    active.add(folder);
    await mkdir(join(folder, 'work'), { recursive: true, mode: 0o700 });
    await writeFile(join(folder, ownerNote), JSON.stringify(owners.worker));
    return folder;
  } catch (error) {
    throw namedDiskFull(error, home);
  }
}

/** Checkpoints of this training that dead or failed attempts left on this machine, newest first. */
export async function leftCheckpoints(
  { home, owners, active }: ScratchArea,
  place: string,
  trainingHash: string,
): Promise<LocalCheckpoint[]> {
  const left: LocalCheckpoint[] = [];
  for (const folder of await abandoned(join(home, 'scratch', place), owners, active)) {
    const root = join(folder, 'work', 'checkpoints');
    for (const name of await listFolder(root)) {
      const manifest = await readManifest(join(root, name));
      if (manifest?.trainingHash === trainingHash) left.push({ step: manifest.step, folder: join(root, name) });
    }
  }
  return left.toSorted((a, b) => b.step - a.step);
}

/** Removes what dead or failed attempts at this training left, and what was left of others long ago. */
export async function sweepScratch({ home, owners, active }: ScratchArea, place: string, now: number): Promise<void> {
  const root = join(home, 'scratch');
  for (const other of await listFolder(root)) {
    for (const folder of await abandoned(join(root, other), owners, active)) {
      const age = now - (await stat(folder)).mtimeMs;
      if (other === place || age > keptMs) await rm(folder, { recursive: true, force: true });
    }
    if (other !== place) await rmdir(join(root, other)).catch(() => {}); // only where it is empty
  }
}

/** Where an attempt of this process is not at work now, nor one of another living process. */
async function abandoned(root: string, owners: ScratchArea['owners'], active: ReadonlySet<string>): Promise<string[]> {
  const free: string[] = [];
  for (const name of await listFolder(root)) {
    const folder = join(root, name);
    const owner: unknown = JSON.parse((await readFile(join(folder, ownerNote), 'utf8').catch(() => null)) ?? 'null');
    const ours = JSON.stringify(owner) === JSON.stringify(owners.worker);
    if (ours ? !active.has(folder) : !owners.isWorkerAlive(owner)) free.push(folder);
  }
  return free;
}

async function readManifest(folder: string): Promise<LocalCheckpointManifest | null> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  return LocalCheckpointManifest.safeParse(JSON.parse(text)).data ?? null;
}

const listFolder = (folder: string) => readdir(folder).catch((): string[] => []);

/** Names a full disk; passes everything else through. */
export function namedDiskFull(error: unknown, home: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new AnnealFailure(
    'DiskFull',
    `The disk that holds ${home} is full. Free some space there, or point ANNEAL_HOME at another disk; the work goes on by itself then.`,
    { cause: error },
  );
}
