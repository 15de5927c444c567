import { createHash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowsRef } from '../contracts/blob.ts';

const flushCharacters = 1024 * 1024;

/**
 * A local file of JSON lines that is written piece by piece and hashed on the way; several can be filled from one stream. It
 * gets its name when it is whole: what a thread leaves that was ended in the midst of it is nobody's result.
 */
export class LineFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #lines: string[] = [];
  /** What goes before `lines`. */
  #bytes: Uint8Array[] = [];
  #waiting = 0;
  #size = 0;
  #rows = 0;
  #closed = false;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** @throws when the file exists already */
  static async create(path: string): Promise<LineFile> {
    return new LineFile(path, await open(unfinished(path), 'wx', 0o600));
  }

  /** Memory holds about a mebibyte of lines at most. */
  async write(value: unknown): Promise<void> {
    const line = `${JSON.stringify(value)}\n`;
    this.#lines.push(line);
    this.#rows += 1;
    this.#waiting += line.length;
    if (this.#waiting >= flushCharacters) await this.#flush();
  }

  /** Writes lines that are bytes already. @param rows how many there are */
  async writeLines(lines: Uint8Array, rows: number): Promise<void> {
    this.#encode();
    this.#bytes.push(lines);
    this.#rows += rows;
    this.#waiting += lines.length;
    if (this.#waiting >= flushCharacters) await this.#flush();
  }

  /** Writes what waits, closes the file and gives it its name. */
  async close(): Promise<RowsRef> {
    await this.#flush();
    this.#closed = true;
    await this.#handle.close();
    await rename(unfinished(this.path), this.path);
    return { sha256: this.#hash.digest('hex'), size: this.#size, rows: this.#rows };
  }

  /** Closes and removes the file; nothing happens when it is closed already. */
  async discard(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handle.close();
    await rm(unfinished(this.path), { force: true });
  }

  #encode(): void {
    if (this.#lines.length > 0) this.#bytes.push(Buffer.from(this.#lines.join('')));
    this.#lines = [];
  }

  async #flush(): Promise<void> {
    this.#encode();
    const bytes = this.#bytes.length === 1 ? this.#bytes[0]! : Buffer.concat(this.#bytes);
    this.#bytes = [];
    this.#waiting = 0;
    this.#size += bytes.length;
    this.#hash.update(bytes);
    await this.#handle.writeFile(bytes); // goes on where the last write ended
  }
}

function unfinished(path: string): string {
  return `${path}.unfinished`;
}

/** A closed file of lines, with what it holds. */
export interface WrittenFile {
  path: string;
  ref: RowsRef;
}

/** Makes files `<name>.jsonl` in a folder, lets `fill` write to them all, and closes them, whatever happens. */
export async function writeLineFiles<N extends string>(
  folder: string,
  names: readonly N[],
  fill: (files: Record<N, LineFile>) => Promise<void>,
): Promise<Record<N, WrittenFile>> {
  const files = {} as Record<N, LineFile>;
  const written = {} as Record<N, WrittenFile>;
  try {
    for (const name of names) files[name] = await LineFile.create(join(folder, `${name}.jsonl`));
    await fill(files);
    for (const name of names) written[name] = { path: files[name].path, ref: await files[name].close() };
    return written;
  } finally {
    await Promise.all(Object.values<LineFile>(files).map((file) => file.discard()));
  }
}
