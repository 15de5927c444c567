type Numbers = Int8Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** A list of numbers that grows by half when it is full: one to eight bytes an entry, and no object to collect. */
export class GrowingList<T extends Numbers> {
  #values: T;
  #length = 0;
  readonly #make: (length: number) => T;

  /** @param make an array of zeros of the wanted kind */
  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(64);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = this.#make(Math.ceil(this.#length * 1.5));
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length++] = value;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }
}

export const bytes = (): GrowingList<Int8Array<ArrayBuffer>> => new GrowingList((length) => new Int8Array(length));
export const integers = (): GrowingList<Int32Array<ArrayBuffer>> => new GrowingList((length) => new Int32Array(length));
export const doubles = (): GrowingList<Float64Array<ArrayBuffer>> => new GrowingList((length) => new Float64Array(length));
