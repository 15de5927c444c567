import { decodeLine, longestLine, type Line } from '../read-lines.ts';

const [newline, carriage, quote] = [0x0a, 0x0d, 0x22];
const bom = [0xef, 0xbb, 0xbf];

/**
 * Splits CSV or TSV into records, each with the physical line on which it begins: line breaks between quotation marks belong
 * to a record; \n, \r\n and \r end one elsewhere. A quotation mark opens a quoted field only where a field begins. One that
 * is not closed within `limit` bytes, or to the end of the file, costs its own line: the lines after it are then read one by
 * one. Every byte is looked at twice at most.
 */
export async function* splitTable(chunks: AsyncIterable<Uint8Array>, delimiter: number, limit = longestLine): AsyncGenerator<Line[]> {
  const splitter = new TableSplitter(delimiter, limit);
  for await (const chunk of chunks) {
    const records = splitter.push(chunk);
    if (records.length > 0) yield records;
  }
  const last = splitter.end();
  if (last.length > 0) yield last;
}

class TableSplitter {
  readonly #delimiter: number;
  readonly #limit: number;
  /** Line of the next byte, and of the first byte of the record. */
  #line = 1;
  #begun = 1;
  #bytes = 0;
  #previous = 0;
  #quoted = false;
  /** The byte before was a quotation mark that closed a field, unless another one follows. */
  #closing = false;
  #fieldStart = true;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(delimiter: number, limit: number) {
    this.#delimiter = delimiter;
    this.#limit = limit;
  }

  push(chunk: Uint8Array): Line[] {
    const records: Line[] = [];
    let from = 0;
    for (let index = this.#skipMark(chunk); index < chunk.length; index += 1) {
      const byte = chunk[index]!;
      if (byte === newline && this.#previous === carriage) {
        if (!this.#quoted) from = index + 1; // the second half of a line end
      } else if (byte === newline || byte === carriage) {
        this.#line += 1;
        if (!this.#quoted) {
          this.#keep(chunk.subarray(from, index), records);
          this.#finish(records);
          from = index + 1;
        }
      } else if (byte === quote) this.#turnQuote();
      else if (!this.#quoted) {
        this.#fieldStart = byte === this.#delimiter;
        this.#closing = false;
      }
      this.#previous = byte;
    }
    this.#keep(chunk.subarray(from), records);
    this.#bytes += chunk.length;
    return records;
  }

  end(): Line[] {
    const records: Line[] = [];
    if (this.#quoted) this.#readByLines(records);
    if (this.#length > 0) this.#finish(records);
    return records;
  }

  /** A byte order mark is no part of the first field. Cut in two by a chunk it counts as text, which the decoder drops. */
  #skipMark(chunk: Uint8Array): number {
    return this.#bytes === 0 && bom.every((byte, index) => chunk[index] === byte) ? bom.length : 0;
  }

  #turnQuote(): void {
    if (this.#quoted) {
      this.#quoted = false;
      this.#closing = true;
    } else if (this.#closing || this.#fieldStart) {
      this.#quoted = true;
      this.#closing = false;
    }
    this.#fieldStart = false;
  }

  #keep(part: Uint8Array, records: Line[]): void {
    if (part.length === 0) return;
    const before = this.#length;
    this.#length += part.length;
    if (this.#length <= this.#limit || (this.#quoted && before <= this.#limit)) this.#parts.push(part);
    if (this.#length <= this.#limit) return;
    if (this.#quoted && before <= this.#limit) this.#readByLines(records);
    else {
      this.#parts = [];
      this.#quoted = false; // a record that is passed over ends with its line
    }
  }

  #finish(records: Line[]): void {
    const record = this.#length === 0 ? null : decodeLine(this.#begun, this.#parts, this.#length, this.#limit);
    if (record !== null) records.push(record);
    this.#startRecord([]);
    this.#begun = this.#line;
  }

  #startRecord(parts: Uint8Array[]): void {
    this.#parts = parts;
    this.#length = parts.reduce((sum, { length }) => sum + length, 0);
    this.#quoted = false;
    this.#closing = false;
    this.#fieldStart = parts.length === 0;
  }

  /** Reads what is held as one record a line; the last line, whose end has not come, stays open. */
  #readByLines(records: Line[]): void {
    const held = Buffer.concat(this.#parts);
    let [line, from] = [this.#begun, 0];
    for (let index = 0; index < held.length; index += 1) {
      const byte = held[index];
      if (byte !== newline && byte !== carriage) continue;
      const record = decodeLine(line, [held.subarray(from, index)], index - from, this.#limit);
      if (record !== null) records.push(record);
      if (byte === carriage && held[index + 1] === newline) index += 1;
      line += 1;
      from = index + 1;
    }
    this.#startRecord(from < held.length ? [held.subarray(from)] : []);
    this.#begun = line;
  }
}
