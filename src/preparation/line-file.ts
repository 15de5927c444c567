import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowsRef } from '../contracts/blob.ts';

const flushCharacters = 1024 * 1024;

/** A local file of JSON lines that is written piece by piece and hashed on the way; several can be filled from one stream. */
export class LineFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #lines: string[] = [];
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
    return new LineFile(path, await open(path, 'wx', 0o600));
  }

  /** Memory holds about a mebibyte of lines at most. */
  async write(value: unknown): Promise<void> {
    const line = `${JSON.stringify(value)}\n`;
    this.#lines.push(line);
    this.#rows += 1;
    this.#waiting += line.length;
    if (this.#waiting >= flushCharacters) await this.#flush();
  }

  /** Writes what waits and closes the file. */
  async close(): Promise<RowsRef> {
    await this.#flush();
    await this.discard();
    return { sha256: this.#hash.digest('hex'), size: this.#size, rows: this.#rows };
  }

  /** Closes the file without writing what waits; nothing happens when it is closed already. */
  async discard(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#waiting = 0;
    this.#size += bytes.length;
    this.#hash.update(bytes);
    await this.#handle.writeFile(bytes); // goes on where the last write ended
  }
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
