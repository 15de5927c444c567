import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

/** Writes values as JSON lines, in place of what the file held, without holding them all. */
export async function writeLines(path: string, values: Iterable<unknown>): Promise<void> {
  const stream = createWriteStream(path);
  await once(stream, 'open');
  for (const value of values) if (!stream.write(`${JSON.stringify(value)}\n`)) await once(stream, 'drain');
  stream.end();
  await finished(stream);
}
