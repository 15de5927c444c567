import { open } from 'node:fs/promises';

/** About as many bytes go to a thread at once: some milliseconds of work. */
const chunkBytes = 1024 * 1024;
const lineEnd = 0x0a;

/** The bytes of a file in pieces of whole lines, each in memory of its own; a longer line makes a longer piece. */
export async function* lineChunks(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    let rest: Uint8Array = new Uint8Array(0);
    for (;;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(chunkBytes), 0, chunkBytes);
      if (bytesRead === 0) break;
      const end = buffer.subarray(0, bytesRead).lastIndexOf(lineEnd) + 1;
      if (end === 0) {
        rest = joined(rest, buffer.subarray(0, bytesRead));
        continue;
      }
      yield joined(rest, buffer.subarray(0, end));
      rest = buffer.slice(end, bytesRead);
    }
    if (rest.length > 0) yield joined(rest, new Uint8Array(0));
  } finally {
    await file.close();
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
