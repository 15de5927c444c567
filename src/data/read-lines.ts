/** A line of a file, counted from 1: its text, or why it cannot be read. Blank lines are skipped but counted. */
export type Line = { line: number; text: string } | { line: number; rule: 'too-long-line' | 'encoding'; reason: string };

/** Longest line that is read, in bytes. A longer one costs this much memory and no more. */
export const longestLine = 8 * 1024 * 1024;

const newline = 0x0a;
/** Drops a byte order mark at the start by itself. */
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Splits a stream of bytes into lines, a batch of them per chunk. Works on bytes, so that a character cut in two by a
 * chunk stays whole, and holds at most one line and one chunk whatever the file holds.
 * @param limit longest line in bytes; longer ones come back as `too-long-line`
 * @param end the byte that ends a line; a carriage return in files of old Macs
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>, limit = longestLine, end = newline): AsyncGenerator<Line[]> {
  const splitter = new LineSplitter(limit, end);
  for await (const chunk of chunks) {
    const lines = splitter.push(chunk);
    if (lines.length > 0) yield lines;
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}

class LineSplitter {
  readonly #limit: number;
  readonly #newline: number;
  #line = 1;
  /** Parts of a line whose end has not come yet. */
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(limit: number, end: number) {
    this.#limit = limit;
    this.#newline = end;
  }

  push(chunk: Uint8Array): Line[] {
    const lines: Line[] = [];
    let start = this.#passEmpty(chunk, 0);
    for (let end = chunk.indexOf(this.#newline, start); end !== -1; end = chunk.indexOf(this.#newline, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#finish(lines);
      start = this.#passEmpty(chunk, end + 1);
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  end(): Line[] {
    const lines: Line[] = [];
    if (this.#length > 0) this.#finish(lines);
    return lines;
  }

  /** Goes behind lines of nothing; a file of nothing else would cost much time one by one. */
  #passEmpty(chunk: Uint8Array, start: number): number {
    if (this.#length > 0) return start;
    let index = start;
    while (chunk[index] === this.#newline) index += 1;
    this.#line += index - start;
    return index;
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#length += part.length;
    if (this.#length > this.#limit) this.#parts = [];
    else this.#parts.push(part);
  }

  #finish(lines: Line[]): void {
    const line = decodeLine(this.#line, this.#parts, this.#length, this.#limit);
    if (line !== null) lines.push(line);
    this.#line += 1;
    this.#parts = [];
    this.#length = 0;
  }
}

/**
 * A line from its parts; `null` when it is blank.
 * @param length bytes that the line has; `parts` may be empty when they are more than `limit`
 */
export function decodeLine(line: number, parts: readonly Uint8Array[], length: number, limit: number): Line | null {
  if (length > limit) {
    return { line, rule: 'too-long-line', reason: `the line has ${length} bytes; at most ${limit} are read` };
  }
  const text = decodeText(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
  if (text === null) return { line, rule: 'encoding', reason: 'the line is not valid UTF-8' };
  return text.trim() === '' ? null : { line, text };
}

function decodeText(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
