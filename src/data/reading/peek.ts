/** Bytes at the start of a file by which its format is told. */
export const headBytes = 64 * 1024;

/** Looks at the first bytes of a stream, at most `headBytes` and what its chunk holds more, and gives the stream back whole. */
export async function peek(chunks: AsyncIterable<Uint8Array>): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < headBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(seen);
  return { head: head.subarray(0, headBytes), all: resume(head, iterator) };
}

async function* resume(seen: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (seen.length > 0) yield seen;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
