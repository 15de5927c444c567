import { closeSync, openSync, readSync } from 'node:fs';
import type { RowFinding } from '../contracts/row-finding.ts';
import { lineChunks } from '../preparation/line-chunks.ts';

const lineEnd = 0x0a;
/** Bytes that are read at once. */
const windowBytes = 1 << 18;

/** Where the findings of all lists stand, in the order in which they are to be told. Holds numbers, not the findings. */
interface Places {
  list: number[];
  at: number[];
  bytes: number[];
  file: number[];
  line: number[];
}

/**
 * Lines of findings from several lists as one, sorted by file, in the order of `files`, and by line; findings of a row stay in
 * the order of the lists. Holds some forty bytes a finding.
 */
export async function* sortedFindings(lists: readonly string[], files: readonly string[]): AsyncGenerator<Buffer> {
  const places = await findPlaces(lists, files);
  const order = Uint32Array.from(places.at, (_, index) => index).toSorted(
    (a, b) => places.file[a]! - places.file[b]! || places.line[a]! - places.line[b]! || a - b,
  );
  const readers = lists.map((path) => new LineReader(path));
  try {
    for (const index of order) yield readers[places.list[index]!]!.read(places.at[index]!, places.bytes[index]!);
  } finally {
    for (const reader of readers) reader.close();
  }
}

async function findPlaces(lists: readonly string[], files: readonly string[]): Promise<Places> {
  const places: Places = { list: [], at: [], bytes: [], file: [], line: [] };
  const numberOf = new Map(files.map((file, index) => [file, index]));
  for (const [list, path] of lists.entries()) {
    let start = 0;
    for await (const { buffer } of lineChunks(path)) {
      const chunk = Buffer.from(buffer);
      for (let from = 0; from < chunk.length;) {
        const at = chunk.indexOf(lineEnd, from);
        const to = at === -1 ? chunk.length : at + 1;
        const { file, line } = JSON.parse(chunk.toString('utf8', from, to)) as RowFinding;
        places.list.push(list);
        places.at.push(start + from);
        places.bytes.push(to - from);
        places.file.push(numberOf.get(file) ?? files.length);
        places.line.push(line);
        from = to;
      }
      start += chunk.length;
    }
  }
  return places;
}

/** Pieces of a file that mostly lie one after the other. */
class LineReader {
  readonly #handle: number;
  #window = Buffer.alloc(0);
  #start = 0;

  constructor(path: string) {
    this.#handle = openSync(path, 'r');
  }

  read(at: number, bytes: number): Buffer {
    if (at < this.#start || at + bytes > this.#start + this.#window.length) {
      const window = Buffer.alloc(Math.max(windowBytes, bytes));
      this.#window = window.subarray(0, readSync(this.#handle, window, 0, window.length, at));
      this.#start = at;
    }
    return this.#window.subarray(at - this.#start, at - this.#start + bytes);
  }

  close(): void {
    closeSync(this.#handle);
  }
}
