/** Characters kept of each text. */
const keptCharacters = 1_000;

/** A random sample of texts that is the same in any order of rows: those with the lowest keys, which are hashes of the rows. */
export class TextSample {
  readonly #size: number;
  #kept: { key: string; text: string }[] = [];
  #highest: string | null = null;

  constructor(size: number) {
    this.#size = size;
  }

  /** `key`: hexadecimal SHA-256, such as a row's id. One key counts once. */
  add(key: string, text: string): void {
    if (this.#highest !== null && key >= this.#highest) return;
    this.#kept.push({ key, text: text.slice(0, keptCharacters) });
    if (this.#kept.length >= 4 * this.#size) this.#shorten();
  }

  texts(): string[] {
    this.#shorten();
    return this.#kept.map(({ text }) => text);
  }

  #shorten(): void {
    const byKey = new Map(this.#kept.map((item) => [item.key, item]));
    this.#kept = [...byKey.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)).slice(0, this.#size);
    this.#highest = this.#kept.length === this.#size ? this.#kept.at(-1)!.key : null;
  }
}
