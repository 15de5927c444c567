/** The id of a token that no reference has. No n-gram with it can match. */
export const unknownToken = -1;

/** Numbers for the tokens of one item: equal tokens, equal numbers. */
export class TokenIds {
  readonly #ids = new Map<string, number>();

  /** How many different tokens were added. */
  get size(): number {
    return this.#ids.size;
  }

  /** Ids of the tokens; new ones get the next number from 0. */
  add(tokens: readonly string[]): Int32Array {
    const ids = new Int32Array(tokens.length);
    for (let index = 0; index < tokens.length; index++) ids[index] = this.#addOne(tokens[index]!);
    return ids;
  }

  /** Ids of the tokens that were added before, `unknownToken` for others. */
  find(tokens: readonly string[]): Int32Array {
    const ids = new Int32Array(tokens.length);
    for (let index = 0; index < tokens.length; index++) ids[index] = this.#ids.get(tokens[index]!) ?? unknownToken;
    return ids;
  }

  #addOne(token: string): number {
    const known = this.#ids.get(token);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(token, id);
    return id;
  }
}
