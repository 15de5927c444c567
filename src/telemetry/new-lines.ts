import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** At most so much of a file is read at a time; older text is passed by. */
const largestRead = 1024 * 1024;

/**
 * Gives a function that tells which whole lines were appended to a file since it was last called. A file that is not
 * there yet has none, one that has become shorter (it was moved aside) is read from its beginning.
 */
export function newLines(file: string): () => string[] {
  let position = 0;
  return () => {
    const descriptor = open(file);
    if (descriptor === null) return [];
    try {
      const { size } = fstatSync(descriptor);
      if (size < position) position = 0;
      const start = Math.max(position, size - largestRead);
      const buffer = Buffer.alloc(size - start);
      const read = buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, start));
      const whole = read.subarray(0, read.lastIndexOf('\n') + 1);
      position = start + whole.length;
      return whole
        .toString('utf8')
        .split('\n')
        .filter((line) => line.trim() !== '');
    } finally {
      closeSync(descriptor);
    }
  };
}

function open(file: string): number | null {
  try {
    return openSync(file, 'r');
  } catch {
    return null;
  }
}
