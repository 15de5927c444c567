/** A list of unsigned 32-bit words that grows by doubling: four bytes a word, and at most as much again that waits. */
export class WordBuffer {
  words: Uint32Array<ArrayBuffer>;
  length = 0;

  constructor(room = 1024) {
    this.words = new Uint32Array(room);
  }

  push(word: number): void {
    if (this.length === this.words.length) this.#grow(this.length + 1);
    this.words[this.length] = word;
    this.length += 1;
  }

  append(words: Uint32Array): void {
    const length = this.length + words.length;
    if (length > this.words.length) this.#grow(length);
    this.words.set(words, this.length);
    this.length = length;
  }

  /** A copy of what it holds, in memory of its own. */
  copy(): Uint32Array<ArrayBuffer> {
    return this.words.slice(0, this.length);
  }

  #grow(least: number): void {
    const larger = new Uint32Array(Math.max(least, this.words.length * 2));
    larger.set(this.words);
    this.words = larger;
  }
}
