import { closeSync, copyFileSync, existsSync, fstatSync, mkdirSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where trainers' standard error goes: a file, so that they can go on writing when their worker dies. */
export interface TrainerLog {
  readonly file: string;
  /** A descriptor for a child; close it after spawn. */
  open(): number;
  /** How far the log has come, for `since`. */
  position(): number;
  /** What was written since a position, at most the last `bytes`. */
  since(position: number, bytes: number): string;
  /** Moves the log aside when it has outgrown its limit. Writers append, so they go on at the new end. */
  rotate(): void;
}

export function createTrainerLog(file: string, largestBytes = 16 * 1024 * 1024): TrainerLog {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const size = () => (existsSync(file) ? statSync(file).size : 0);
  return {
    file,
    open: () => openSync(file, 'a', 0o600),
    position: size,
    since: (position, bytes) => readEnd(file, position > size() ? 0 : position, bytes),
    rotate: () => {
      if (size() <= largestBytes) return;
      copyFileSync(file, `${file}.1`);
      truncateSync(file);
    },
  };
}

function readEnd(file: string, from: number, bytes: number): string {
  if (!existsSync(file)) return '';
  const descriptor = openSync(file, 'r');
  try {
    const end = fstatSync(descriptor).size;
    const start = Math.max(from, end - bytes);
    const buffer = Buffer.alloc(Math.max(0, end - start));
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, start));
  } finally {
    closeSync(descriptor);
  }
}

/** The last lines of a text, without blank ones; what failures quote. */
export function lastLines(text: string, count: number): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .map((line) => line.slice(0, 500))
    .join('\n');
}
