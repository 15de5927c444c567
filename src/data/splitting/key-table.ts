import { hash } from 'node:crypto';

const width = 32;
/** With 32 bits of a key, a number below it fills the 53 bits of a double. */
const numberRange = 2 ** 21;

/** Takes one digest at a time: a buffer for each of a million keys would be a million allocations outside the heap. */
const scratch = Buffer.alloc(width);

/** SHA-256 of a key's name, in a buffer that the next call fills anew. */
export function keyDigest(name: string): Buffer {
  scratch.write(hash('sha256', name), 'hex');
  return scratch;
}

/**
 * Numbers keys from 0 in the order in which they come. Keys are SHA-256 digests: 32 bytes each and about eight for finding
 * them again, where a `Map` of texts takes over a hundred. What has no name of its own gets a number without a key.
 */
export class KeyTable {
  #digests = Buffer.alloc(width * 256);
  /** Number + 1 by hash; 0 = free. At most three in four are taken. */
  #slots = new Int32Array(1024);
  #named = 0;
  #size = 0;

  /** Numbers given so far. */
  get size(): number {
    return this.#size;
  }

  /** The number of a key; a new one where it was not seen before. */
  intern(digest: Buffer): number {
    const slot = this.#slotOf(digest);
    const known = this.#slots[slot]! - 1;
    if (known >= 0) return known;
    const number = this.addUnnamed();
    digest.copy(this.#digests, number * width);
    this.#slots[slot] = number + 1;
    this.#named += 1;
    if (this.#named * 4 > this.#slots.length * 3) this.#rehash();
    return number;
  }

  /** The number of a key, or −1. */
  find(digest: Buffer): number {
    return this.#slots[this.#slotOf(digest)]! - 1;
  }

  /** A number that no key has. */
  addUnnamed(): number {
    if ((this.#size + 1) * width > this.#digests.length) {
      const wider = Buffer.alloc(Math.ceil(this.#size * 1.5) * width);
      this.#digests.copy(wider);
      this.#digests = wider;
    }
    return this.#size++;
  }

  /** 64 hexadecimal digits; zeros for what has no key. */
  hex(number: number): string {
    return this.#digests.toString('hex', number * width, (number + 1) * width);
  }

  /** Order of two keys by their bytes, as `Array.sort` wants it. */
  compare(a: number, b: number): number {
    const start = b * width;
    return this.#digests.compare(this.#digests, start, start + width, a * width, (a + 1) * width);
  }

  /**
   * Some numbers in ascending order of their keys. Sorts 32 bits of each key with its number in one double, since a
   * comparing sort of a typed array would copy it into objects; equal beginnings are then put right.
   */
  sorted(numbers: Int32Array): Int32Array {
    if (numbers.length > numberRange) return numbers.toSorted((a, b) => this.compare(a, b));
    const codes = Float64Array.from(numbers, (number, at) => this.#digests.readUInt32BE(number * width) * numberRange + at).toSorted();
    const order = Int32Array.from(codes, (code) => numbers[code % numberRange]!);
    for (let end = 1; end < order.length; end += 1) {
      for (let at = end; at > 0 && this.compare(order[at - 1]!, order[at]!) > 0; at -= 1) {
        [order[at - 1], order[at]] = [order[at]!, order[at - 1]!];
      }
    }
    return order;
  }

  #slotOf(digest: Buffer): number {
    const mask = this.#slots.length - 1;
    let slot = digest.readUInt32LE(0) & mask;
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      const start = (found - 1) * width;
      if (digest.compare(this.#digests, start, start + width) === 0) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #rehash(): void {
    const taken = this.#slots.filter((entry) => entry !== 0);
    this.#slots = new Int32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (const entry of taken) {
      let slot = this.#digests.readUInt32LE((entry - 1) * width) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = entry;
    }
  }
}
