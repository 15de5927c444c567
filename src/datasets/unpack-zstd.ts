import { createZstdDecompress, type ZstdDecompress } from 'node:zlib';

/** Frames of one file. Writers that work in parallel make one for each few mebibytes. */
const mostFrames = 100_000;

/**
 * Unpacks all frames of a zstd file. Node's own stream ends silently after the first one, so that of a file made of several,
 * as `pzstd` and `cat` make them, the rest would be lost.
 * @throws Error with a code that begins with Z_ or ZSTD_ when the data ends too early or is no zstd
 */
export async function* unpackZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let engine = createEngine();
  let frames = 1;
  try {
    for await (const chunk of chunks) {
      let rest = chunk;
      while (rest.length > 0) {
        const before = engine.bytesWritten;
        yield* drain(engine, (done) => engine.write(rest, done));
        rest = rest.subarray(engine.bytesWritten - before);
        if (rest.length === 0) break;
        frames += 1;
        if (frames > mostFrames) throw Object.assign(new Error(`more than ${mostFrames} frames`), { code: 'Z_FRAMES' });
        engine.destroy();
        engine = createEngine();
      }
    }
    yield* drain(engine, () => engine.end()); // its callback would come before the check that the frame is whole
  } finally {
    engine.destroy();
  }
}

function createEngine(): ZstdDecompress {
  return createZstdDecompress({ chunkSize: 256 * 1024 });
}

/** What comes out until the engine has taken its input, or its frame has ended. */
async function* drain(engine: ZstdDecompress, put: (done: (error?: Error | null) => void) => void): AsyncGenerator<Uint8Array> {
  let wake = () => {};
  const state: { done: boolean; error: Error | null } = { done: false, error: null };
  const settle = (error?: Error | null) => {
    state.done = true;
    state.error ??= error ?? null;
    wake();
  };
  const onReadable = () => wake();
  engine.on('readable', onReadable);
  engine.on('end', settle);
  engine.on('error', settle);
  try {
    put(settle);
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      let chunk: Uint8Array | null;
      while ((chunk = engine.read() as Uint8Array | null) !== null) yield chunk;
      if (state.error !== null) throw state.error;
      if (state.done) return;
      await woken;
    }
  } finally {
    engine.off('readable', onReadable);
    engine.off('end', settle);
    engine.off('error', settle);
  }
}
