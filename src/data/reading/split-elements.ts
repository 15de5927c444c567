import { AnnealFailure } from '../../contracts/failure.ts';
import { decodeLine, longestLine, type Line } from '../read-lines.ts';

/** The text of an array's element, counted from 1, or why it cannot be read. `physical` = the line of the file on which it begins. */
export type Element = Line & { physical: number };

const [newline, quote, backslash, comma] = [0x0a, 0x22, 0x5c, 0x2c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Bytes that mean something outside strings; all others are part of an element. */
const marks = new Uint8Array(256);
for (const byte of [newline, quote, comma, openBracket, closeBracket, openBrace, closeBrace]) marks[byte] = 1;
const blanks = new Uint8Array(256);
for (const byte of [0x20, 0x09, 0x0a, 0x0d]) blanks[byte] = 1;

/**
 * Splits a JSON array into its elements while it streams by, so that its size does not matter. Looks at brackets, strings and
 * commas only: an element that is no JSON comes out as it is, and costs itself and no other.
 * @throws InvalidInput when the array has no end, or more follows after it
 */
export async function* splitElements(chunks: AsyncIterable<Uint8Array>, file: string, limit = longestLine): AsyncGenerator<Element[]> {
  const splitter = new ElementSplitter(file, limit);
  for await (const chunk of chunks) {
    const elements = splitter.push(chunk);
    if (elements.length > 0) yield elements;
  }
  splitter.end();
}

class ElementSplitter {
  readonly #file: string;
  readonly #limit: number;
  #state: 'before' | 'within' | 'after' = 'before';
  #elements = 0;
  #physical = 1;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Line of the element's first byte; 0 while only white space came. */
  #begun = 0;
  #afterComma = false;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(file: string, limit: number) {
    this.#file = file;
    this.#limit = limit;
  }

  push(chunk: Uint8Array): Element[] {
    const elements: Element[] = [];
    let index = this.#state === 'before' ? this.#findStart(chunk) : 0;
    let from = index;
    while (index < chunk.length && this.#state === 'within') {
      index = this.#inString ? this.#passString(chunk, index) : this.#passText(chunk, index);
      const byte = chunk[index];
      if (byte === undefined || this.#inString) continue;
      if (this.#take(byte)) {
        this.#keep(chunk.subarray(from, index));
        this.#finish(byte, elements);
        from = index + 1;
      }
      index += 1;
    }
    if (this.#state === 'within') this.#keep(chunk.subarray(from));
    else if (this.#state === 'after') this.#refuseMore(chunk, index);
    return elements;
  }

  end(): void {
    if (this.#state === 'after') return;
    const where = this.#begun === 0 ? `on line ${this.#physical}` : `within row ${this.#elements + 1}, which begins on line ${this.#begun}`;
    throw new AnnealFailure(
      'InvalidInput',
      `${this.#file} is a JSON array without an end: it stops ${where}. It was cut off, or a bracket or quotation mark is not closed there. Mend the file, or write JSON lines (.jsonl): there one bad row costs one row.`,
    );
  }

  #findStart(chunk: Uint8Array): number {
    for (let index = 0; index < chunk.length; index += 1) {
      if (chunk[index] === newline) this.#physical += 1;
      if (chunk[index] !== openBracket) continue;
      this.#state = 'within';
      return index + 1;
    }
    return chunk.length;
  }

  /** Goes to the next byte that means something; notes where the element begins. */
  #passText(chunk: Uint8Array, start: number): number {
    let index = start;
    if (this.#begun === 0) {
      for (; index < chunk.length && blanks[chunk[index]!] === 1; index += 1) if (chunk[index] === newline) this.#physical += 1;
      const byte = chunk[index];
      const ends = byte === comma || byte === closeBracket;
      if (byte !== undefined && !(ends && this.#depth === 0)) this.#begun = this.#physical;
    }
    while (index < chunk.length && marks[chunk[index]!] === 0) index += 1;
    return index;
  }

  /** Goes behind the string's end. A raw line break ends it too: the element is no JSON then, and others are not to be swallowed. */
  #passString(chunk: Uint8Array, start: number): number {
    let index = start;
    for (; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (byte === newline) this.#physical += 1;
      if (this.#escaped && byte !== newline) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote || byte === newline) {
        this.#inString = false;
        this.#escaped = false;
        return this.#passText(chunk, index + 1);
      }
    }
    return index;
  }

  /** Whether this byte ends the element. */
  #take(byte: number): boolean {
    if (byte === newline) this.#physical += 1;
    else if (byte === quote) this.#inString = true;
    else if (byte === openBracket || byte === openBrace) this.#depth += 1;
    else if (this.#depth === 0) return byte === comma || byte === closeBracket;
    else if (byte === closeBracket || byte === closeBrace) this.#depth -= 1;
    return false;
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0 || this.#begun === 0) return;
    this.#length += part.length;
    if (this.#length > this.#limit) this.#parts = [];
    else this.#parts.push(part);
  }

  /** Nothing between two commas is an element that is missing; nothing in `[]` is none. */
  #finish(byte: number, elements: Element[]): void {
    const isEmptyArray = byte === closeBracket && this.#begun === 0 && !this.#afterComma;
    if (!isEmptyArray) {
      this.#elements += 1;
      const physical = this.#begun === 0 ? this.#physical : this.#begun;
      const element = decodeLine(this.#elements, this.#parts, this.#length, this.#limit) ?? { line: this.#elements, text: '' };
      elements.push({ ...element, physical });
    }
    this.#afterComma = byte === comma;
    this.#state = byte === closeBracket ? 'after' : 'within';
    this.#parts = [];
    this.#length = 0;
    this.#begun = 0;
  }

  #refuseMore(chunk: Uint8Array, start: number): void {
    for (let index = start; index < chunk.length; index += 1) {
      if (chunk[index] === newline) this.#physical += 1;
      if (blanks[chunk[index]!] === 1) continue;
      throw new AnnealFailure(
        'InvalidInput',
        `${this.#file} goes on after the end of its JSON array, on line ${this.#physical}. Make it one array, or write JSON lines (.jsonl).`,
      );
    }
  }
}
