/** Of an entry of the table: the shorter n-gram + 1 (0 = free), the token after it, its count in the reference, in the hypothesis. */
const [shorter, last, wanted, given, entrySize] = [0, 1, 2, 3, 4] as const;

/** The n-grams of a sequence that can still match at the next order: where they start, and which entry they were. */
interface Candidates {
  tokens: Int32Array;
  starts: Int32Array;
  entries: Int32Array;
  count: number;
}

/**
 * How many n-grams of the hypothesis stand in the references too, for n = 1 … `orders`: each as often as it occurs in the
 * reference that has it most often (Papineni et al. 2002, "clipped" counts). Negative tokens of the hypothesis match
 * nothing.
 *
 * An n-gram is known by the entry of its first n − 1 tokens and its last token, so that every order costs one look-up of
 * two integers a token, whatever n; and an n-gram is followed only where its beginning matched. Time and memory grow with
 * the length of the texts alone.
 */
export function ngramMatches(hypothesis: Int32Array, references: readonly Int32Array[], orders: number): number[] {
  const mine = candidatesOf(hypothesis);
  const theirs = references.map(candidatesOf);
  const matches = Array.from({ length: orders }, () => 0);
  const table = new EntryTable(theirs.reduce((sum, { count }) => sum + count, 0));
  for (let order = 1; order <= orders; order++) {
    if (order > 1) table.clear();
    for (const their of theirs) {
      table.addAll(their, order);
      if (theirs.length > 1) table.keepHighest(their);
    }
    const found = table.matchAll(mine, order, theirs.length > 1);
    if (found === 0) break;
    matches[order - 1] = found;
    if (order < orders) for (const their of theirs) table.keepMatched(their);
  }
  return matches;
}

function candidatesOf(tokens: Int32Array): Candidates {
  const starts = new Int32Array(tokens.length);
  for (let index = 0; index < starts.length; index++) starts[index] = index;
  return { tokens, starts, entries: new Int32Array(tokens.length), count: tokens.length };
}

/** A hash table with open addressing; an entry's place is its name. */
class EntryTable {
  readonly #mask: number;
  readonly #fields: Int32Array;
  /** With several references: the highest count of an n-gram in any of them. */
  #highest: Int32Array | null = null;

  constructor(ngrams: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(4, 2 * ngrams)));
    this.#mask = size - 1;
    this.#fields = new Int32Array(size * entrySize);
  }

  clear(): void {
    this.#fields.fill(0);
    this.#highest?.fill(0);
  }

  /** Counts a reference's n-grams of this order. */
  addAll(sequence: Candidates, order: number): void {
    const { tokens, starts, entries } = sequence;
    let kept = 0;
    for (let index = 0; index < sequence.count; index++) {
      const start = starts[index]!;
      if (start + order > tokens.length) continue;
      const before = entries[index]! + 1;
      const token = tokens[start + order - 1]!;
      const entry = this.#place(before, token);
      const at = entry * entrySize;
      this.#fields[at + shorter] = before;
      this.#fields[at + last] = token;
      this.#fields[at + wanted]! += 1;
      starts[kept] = start;
      entries[kept] = entry;
      kept++;
    }
    sequence.count = kept;
  }

  /** Moves the counts of one reference to the highest of all, so that the next one is counted from 0. */
  keepHighest({ entries, count }: Candidates): void {
    this.#highest ??= new Int32Array(this.#mask + 1);
    for (let index = 0; index < count; index++) {
      const entry = entries[index]!;
      const at = entry * entrySize + wanted;
      if (this.#fields[at]! > this.#highest[entry]!) this.#highest[entry] = this.#fields[at]!;
      this.#fields[at] = 0;
    }
  }

  /** Number of the hypothesis' n-grams of this order that match; those that do stay candidates. */
  matchAll(sequence: Candidates, order: number, several: boolean): number {
    const { tokens, starts, entries } = sequence;
    const [fields, highest] = [this.#fields, this.#highest];
    let [kept, matches] = [0, 0];
    for (let index = 0; index < sequence.count; index++) {
      const start = starts[index]!;
      const token = start + order > tokens.length ? -1 : tokens[start + order - 1]!;
      if (token < 0) continue;
      const entry = this.#place(entries[index]! + 1, token);
      const at = entry * entrySize;
      if (fields[at + shorter] === 0) continue;
      if (fields[at + given]! < (several ? highest![entry]! : fields[at + wanted]!)) matches++;
      fields[at + given]! += 1;
      starts[kept] = start;
      entries[kept] = entry;
      kept++;
    }
    sequence.count = kept;
    return matches;
  }

  /** Drops a reference's n-grams that the hypothesis does not have: no longer one that begins so can match. */
  keepMatched(sequence: Candidates): void {
    const { starts, entries } = sequence;
    let kept = 0;
    for (let index = 0; index < sequence.count; index++) {
      const entry = entries[index]!;
      if (this.#fields[entry * entrySize + given] === 0) continue;
      starts[kept] = starts[index]!;
      entries[kept] = entry;
      kept++;
    }
    sequence.count = kept;
  }

  /** Where this n-gram stands, or the free place for it. */
  #place(before: number, token: number): number {
    const [fields, mask] = [this.#fields, this.#mask];
    let hash = Math.imul(before, 0x9e3779b1) ^ Math.imul(token + 1, 0x85ebca6b);
    hash ^= hash >>> 15;
    let place = Math.imul(hash, 0x2c1b3c6d) >>> 7;
    for (place &= mask; fields[place * entrySize + shorter] !== 0; place = (place + 1) & mask) {
      if (fields[place * entrySize + shorter] === before && fields[place * entrySize + last] === token) break;
    }
    return place;
  }
}
