import { decodeReferences } from '../cleaning/markup/character-references.ts';
import { unreadable } from '../cleaning/markup/html-elements.ts';
import { scanTags, type Tag } from '../cleaning/markup/scan-tags.ts';

/**
 * For each UTF-16 unit of a cleaned text where the raw characters that it was made of start and end; -1 where that is not
 * known: blanks and invisible characters, and what was repaired or put in.
 */
export interface Alignment {
  from: Int32Array;
  to: Int32Array;
}

/** How far behind a difference both texts are searched for where they agree again, in seen characters. */
const rawWindow = 256;
const cleanedWindow = 12;
/** So many seen characters have to agree. */
const agreeing = 6;
/** Comparisons for each character of both texts, after which texts count as too different to be aligned. */
const effort = 8;
const leastEffort = 100_000;

const reference = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});?/y;

/**
 * Walks through a raw text and what cleaning made of it. Cleaning removes (tags, invisible characters), replaces in place
 * (character references, mojibake, composed letters) and puts in blanks only, so seen characters keep their order: what
 * differs is read by these rules, and else by where both texts agree again next. Takes time linear in both.
 */
export function alignRaw(raw: string, cleaned: string): Alignment {
  const alignment = { from: new Int32Array(cleaned.length).fill(-1), to: new Int32Array(cleaned.length).fill(-1) };
  const walk = new Walk(raw, cleaned, alignment);
  while (walk.step());
  return alignment;
}

class Walk {
  readonly #raw: string;
  readonly #cleaned: string;
  readonly #alignment: Alignment;
  /** Places of seen characters. */
  readonly #rawSeen: Int32Array;
  readonly #cleanedSeen: Int32Array;
  readonly #tags: readonly Tag[];
  #tag = 0;
  #i = 0;
  #j = 0;
  #left: number;

  constructor(raw: string, cleaned: string, alignment: Alignment) {
    this.#raw = raw;
    this.#cleaned = cleaned;
    this.#alignment = alignment;
    this.#rawSeen = seen(raw);
    this.#cleanedSeen = seen(cleaned);
    this.#tags = raw.includes('<') ? scanTags(raw) : [];
    this.#left = effort * (raw.length + cleaned.length) + leastEffort;
  }

  /** False at the end of a text, or when too much was tried. */
  step(): boolean {
    if (this.#i >= this.#rawSeen.length || this.#j >= this.#cleanedSeen.length || this.#left < 0) return false;
    if (this.#atTag() || this.#atReference()) return true;
    if (this.#agree(this.#i, this.#j)) this.#match(1);
    else if (!this.#meet(4, 3, 4) && !this.#skipForeign() && !this.#meet(rawWindow, cleanedWindow, agreeing)) {
      this.#i += 1;
      this.#j += 1;
    }
    return true;
  }

  /** A tag is there in both texts, or it was removed. */
  #atTag(): boolean {
    const at = this.#rawSeen[this.#i]!;
    while (this.#tag < this.#tags.length && this.#tags[this.#tag]!.start < at) this.#tag += 1;
    const tag = this.#tags[this.#tag];
    if (tag?.start !== at) return false;
    this.#tag += 1;
    if (this.#cleaned.startsWith(this.#raw.slice(at, tag.end), this.#cleanedSeen[this.#j])) this.#matchTo(tag.end);
    else this.#skipTo(this.#endOfUnreadable(tag) ?? tag.end);
    return true;
  }

  /** Where a script or a style ends that begins with this tag. */
  #endOfUnreadable({ kind, name }: Tag): number | null {
    if (kind !== 'open' || !unreadable.has(name)) return null;
    for (let next = this.#tag; next < this.#tags.length && this.#left >= 0; next += 1, this.#left -= 1) {
      const tag = this.#tags[next]!;
      if (tag.kind === 'close' && tag.name === name) return tag.end;
    }
    return null;
  }

  /** A character reference is there in both texts, or it was decoded. */
  #atReference(): boolean {
    const at = this.#rawSeen[this.#i]!;
    if (this.#raw.charCodeAt(at) !== 0x26) return false;
    reference.lastIndex = at;
    const [written] = reference.exec(this.#raw) ?? [];
    const to = this.#cleanedSeen[this.#j]!;
    if (written === undefined || this.#cleaned.startsWith(written, to)) return false;
    const { text } = decodeReferences(written, 'any');
    const blank = text.trim() === '';
    if (text === written || !(blank || this.#cleaned.startsWith(text, to))) return false;
    if (!blank) {
      this.#alignment.from.fill(at, to, to + text.length);
      this.#alignment.to.fill(at + written.length, to, to + text.length);
      while (this.#j < this.#cleanedSeen.length && this.#cleanedSeen[this.#j]! < to + text.length) this.#j += 1;
    }
    this.#skipTo(at + written.length);
    return true;
  }

  /** Letters beyond ASCII that were composed or repaired: the run of them ends in both texts at the same place. */
  #skipForeign(): boolean {
    const [at, to] = [this.#rawSeen[this.#i]!, this.#cleanedSeen[this.#j]!];
    const composed = isForeign(this.#raw, at + 1) && isForeign(this.#cleaned, to);
    if (!isForeign(this.#raw, at) && !composed) return false;
    this.#i += 1;
    while (this.#i < this.#rawSeen.length && isForeign(this.#raw, this.#rawSeen[this.#i]!)) this.#i += 1;
    while (this.#j < this.#cleanedSeen.length && isForeign(this.#cleaned, this.#cleanedSeen[this.#j]!)) this.#j += 1;
    return true;
  }

  /** Goes to the nearest places from which so many characters agree. */
  #meet(mostRaw: number, mostCleaned: number, wanted: number): boolean {
    for (let sum = 1; sum <= mostRaw + mostCleaned; sum += 1) {
      for (let over = Math.max(0, sum - mostRaw); over <= Math.min(sum, mostCleaned); over += 1) {
        const [i, j] = [this.#i + sum - over, this.#j + over];
        if (this.#agreeFrom(i, j, wanted)) {
          this.#i = i;
          this.#j = j;
          return true;
        }
      }
      if (this.#left < 0) return false;
    }
    return false;
  }

  /** At the end of the cleaned text fewer are enough, if there are any. */
  #agreeFrom(i: number, j: number, wanted: number): boolean {
    const count = Math.min(wanted, this.#cleanedSeen.length - j);
    for (let step = 0; step < count; step += 1) {
      this.#left -= 1;
      if (!this.#agree(i + step, j + step)) return false;
    }
    this.#left -= 1;
    return count > 0;
  }

  #agree(i: number, j: number): boolean {
    return i < this.#rawSeen.length && this.#raw.charCodeAt(this.#rawSeen[i]!) === this.#cleaned.charCodeAt(this.#cleanedSeen[j]!);
  }

  #match(count: number): void {
    for (let step = 0; step < count; step += 1) {
      const [at, to] = [this.#rawSeen[this.#i]!, this.#cleanedSeen[this.#j]!];
      this.#alignment.from[to] = at;
      this.#alignment.to[to] = at + 1;
      this.#i += 1;
      this.#j += 1;
    }
  }

  #matchTo(rawEnd: number): void {
    while (this.#i < this.#rawSeen.length && this.#rawSeen[this.#i]! < rawEnd) this.#match(1);
  }

  #skipTo(rawEnd: number): void {
    while (this.#i < this.#rawSeen.length && this.#rawSeen[this.#i]! < rawEnd) this.#i += 1;
  }
}

/** Places of all characters but blanks, controls and what is never seen. */
function seen(text: string): Int32Array {
  const places = new Int32Array(text.length);
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (isSeen(text.charCodeAt(at))) places[count++] = at;
  return places.subarray(0, count);
}

function isSeen(code: number): boolean {
  if (code <= 0x20) return false;
  if (code < 0x7f) return true;
  if (code <= 0xa0 || code === 0xad || code === 0xfeff || code === 0x3000 || code === 0x1680) return false;
  return code < 0x2000 || code > 0x206f || (code > 0x200f && code < 0x2028) || (code > 0x202f && code < 0x205f);
}

function isForeign(text: string, at: number): boolean {
  return text.charCodeAt(at) >= 0x80;
}
