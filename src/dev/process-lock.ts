import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { identifyProcess, isAlive } from '../trainer-process/process-identity.ts';
import type { ProcessIdentity } from '../trainer-process/process-identity.ts';

export interface ProcessLock {
  release(): void;
}

/**
 * Takes a lock file for this process; a lock whose owner is gone is taken over.
 * @returns the lock, or the living process that holds it.
 */
export function takeProcessLock(path: string): ProcessLock | { heldBy: ProcessIdentity } {
  const own = JSON.stringify(identifyProcess(process.pid));
  for (;;) {
    if (createWith(path, own)) return { release: () => release(path, own) };
    const content = read(path);
    if (content === null) continue; // released in this moment
    const holder = parse(content);
    if (holder && isAlive(holder)) return { heldBy: holder };
    removeStale(path, content);
  }
}

/** Creates the file with its content in one step: a link never shows a file half written. */
function createWith(path: string, content: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Another taker may have replaced the stale lock by its own since it was read: that one is put back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (moved !== null && moved !== stale) createWith(path, moved);
  rmSync(aside, { force: true });
}

function release(path: string, own: string): void {
  if (read(path) === own) rmSync(path, { force: true });
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(content: string): ProcessIdentity | null {
  try {
    return JSON.parse(content) as ProcessIdentity | null;
  } catch {
    return null;
  }
}
