import { hash } from 'node:crypto';
import type { Row } from '../../contracts/row.ts';
import { answerOf, promptOf } from '../canonical-row.ts';
import { comparableFast } from './comparable.ts';
import { contentField, type CheckedRow, type Problem } from './checked-row.ts';

/** 32-bit words of an entry: prompt's hash (4), answer's hash (2), place of the first row (2), place of the first other answer (2). */
const width = 10;
const [answerAt, firstAt, otherAt] = [4, 6, 8] as const;

/**
 * Finds prompts that have more than one answer: 40 bytes for each distinct prompt (53 to 107 with the room of the
 * table), whatever its length. Prompts are equal when role by role their texts differ in letter case, white space,
 * format characters and Unicode compatibility forms only; answers likewise. Prompts are told apart by 16 bytes of
 * SHA-256, answers by 8.
 */
export class ConflictTable {
  #table = new Uint32Array(width * 1024);
  #slots = 1024;
  #prompts = 0;
  #conflicts = 0;
  readonly #files: string[] = [];
  readonly #fileNumbers = new Map<string, number>();

  add(row: CheckedRow): void {
    if (this.#prompts * 4 >= this.#slots * 3) this.#grow();
    const key = promptKey(row);
    const answer = answerKey(row);
    const at = this.#find(key);
    const table = this.#table;
    if (isEmpty(table, at)) {
      this.#prompts += 1;
      for (let word = 0; word < 4; word += 1) table[at + word] = key.readUInt32LE(word * 4);
      table[at + answerAt] = answer.readUInt32LE(0);
      table[at + answerAt + 1] = answer.readUInt32LE(4);
      this.#place(at + firstAt, row.source);
    } else if (!sameAnswer(table, at, answer) && table[at + otherAt + 1] === 0) {
      this.#conflicts += 1;
      this.#place(at + otherAt, row.source);
    }
  }

  /** Prompts that have more than one answer. */
  get conflicts(): number {
    return this.#conflicts;
  }

  /** The problem of a row that was added before: another row has the same prompt and a different answer. */
  check(row: CheckedRow): Problem[] {
    if (this.#conflicts === 0) return [];
    const at = this.#find(promptKey(row));
    const table = this.#table;
    if (isEmpty(table, at) || table[at + otherAt + 1] === 0) return [];
    const other = sameAnswer(table, at, answerKey(row)) ? otherAt : firstAt;
    const file = this.#files[table[at + other]!]!;
    return [
      {
        check: 'conflict',
        rule: 'conflict',
        field: contentField(row.messages.length - 1),
        message: `the same prompt has another answer in ${file}:${table[at + other + 1]}`,
      },
    ];
  }

  #place(at: number, { file, line }: Row['source']): void {
    let number = this.#fileNumbers.get(file);
    if (number === undefined) {
      number = this.#files.push(file) - 1;
      this.#fileNumbers.set(file, number);
    }
    this.#table[at] = number;
    this.#table[at + 1] = line;
  }

  /** Index of the key's entry, or of the empty one where it belongs. Linear probing. */
  #find(key: Buffer): number {
    const table = this.#table;
    const mask = this.#slots - 1;
    const [a, b, c, d] = [key.readUInt32LE(0), key.readUInt32LE(4), key.readUInt32LE(8), key.readUInt32LE(12)];
    let slot = a & mask;
    for (let at = slot * width; !isEmpty(table, at); at = slot * width) {
      if (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return at;
      slot = (slot + 1) & mask;
    }
    return slot * width;
  }

  #grow(): void {
    const old = this.#table;
    this.#slots *= 2;
    this.#table = new Uint32Array(width * this.#slots);
    for (let from = 0; from < old.length; from += width) {
      if (isEmpty(old, from)) continue;
      let slot = old[from]! & (this.#slots - 1);
      while (!isEmpty(this.#table, slot * width)) slot = (slot + 1) & (this.#slots - 1);
      this.#table.set(old.subarray(from, from + width), slot * width);
    }
  }
}

/** Lines count from 1, so that an entry in use is known by the line of its first row. */
function isEmpty(table: Uint32Array, at: number): boolean {
  return table[at + firstAt + 1] === 0;
}

function sameAnswer(table: Uint32Array, at: number, answer: Buffer): boolean {
  return table[at + answerAt] === answer.readUInt32LE(0) && table[at + answerAt + 1] === answer.readUInt32LE(4);
}

function promptKey(row: CheckedRow): Buffer {
  const parts = promptOf(row).map(({ role, content }) => `${role}\0${comparableFast(content)}`);
  return hash('sha256', parts.join('\0'), 'buffer');
}

/** Calls of tools are part of the answer. */
function answerKey(row: CheckedRow): Buffer {
  const calls = row.messages.at(-1)?.tool_calls;
  const text = comparableFast(answerOf(row));
  return hash('sha256', calls === undefined ? text : `${text}\0${JSON.stringify(calls.map(({ function: called }) => called))}`, 'buffer');
}
