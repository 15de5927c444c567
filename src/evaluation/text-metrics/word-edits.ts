/** Half the width of the band of the edit matrix that is computed, in words; wider where lengths differ much. */
const beamWidth = 25;
/** The cost of a cell outside the band: more than any number of edits. */
const unreachable = 1e9;

/** How a cell was reached. `drop` a word of the hypothesis, `insert` one of the reference. */
export const edits = { keep: 0, substitute: 1, drop: 2, insert: 3 } as const;

/** Rows of a matrix and where one of them begins. */
interface Place {
  costs: Int32Array;
  at: number;
}

/**
 * Edit distance (insert, drop and substitute cost 1) of a hypothesis to a reference along the diagonal of their matrix,
 * and of hypotheses that differ from the kept one in a stretch only: rows before the stretch are not computed again, and
 * after it the work ends as soon as a row is the kept one plus a constant, since then all further rows are too.
 * Time and memory: words of the hypothesis × the band.
 */
export class WordEdits {
  readonly #reference: Int32Array;
  readonly #rows: number;
  /** The columns of each row that are computed: from `first` to `end` − 1. */
  readonly #first: Int32Array;
  readonly #end: Int32Array;
  readonly #width: number;
  /** The row before the first word: everything inserted. */
  readonly #top: Int32Array;
  readonly #kept: Int32Array;
  readonly #edits: Uint8Array;
  #scratch: [Int32Array, Int32Array];
  readonly #scratchEdits: Uint8Array;

  /** Words are known by number. Every other hypothesis has as many words as this one. */
  constructor(hypothesis: Int32Array, reference: Int32Array) {
    const rows = hypothesis.length;
    const ratio = rows === 0 ? 1 : reference.length / rows;
    const beam = ratio / 2 > beamWidth ? Math.ceil(ratio / 2 + beamWidth) : beamWidth;
    const columns = reference.length + 1;
    this.#reference = reference;
    this.#rows = rows;
    this.#first = Int32Array.from({ length: rows + 1 }, (_, row) => Math.max(0, Math.floor(row * ratio) - beam));
    this.#end = Int32Array.from({ length: rows + 1 }, (_, row) =>
      row === 0 || row === rows ? columns : Math.min(columns, Math.floor(row * ratio) + beam),
    );
    this.#width = Math.min(columns, 2 * beam);
    this.#top = Int32Array.from({ length: columns }, (_, column) => column);
    this.#kept = new Int32Array((rows + 1) * this.#width);
    this.#edits = new Uint8Array((rows + 1) * this.#width);
    this.#scratch = [new Int32Array(this.#width), new Int32Array(this.#width)];
    this.#scratchEdits = new Uint8Array(this.#width);
    this.keep(hypothesis, 0);
  }

  /** Edits from the kept hypothesis to the reference. */
  get distance(): number {
    return this.#distanceIn(this.#keptRow(this.#rows));
  }

  /** Keeps another hypothesis, which begins with the same `from` words. */
  keep(hypothesis: Int32Array, from: number): void {
    for (let row = from + 1; row <= this.#rows; row++) {
      const target = this.#keptRow(row);
      this.#computeRow(row, hypothesis[row - 1]!, this.#keptRow(row - 1), target, this.#edits, target.at);
    }
  }

  /** Edits from a hypothesis that differs from the kept one in the words `from` … `to` − 1 only. */
  distanceOf(hypothesis: Int32Array, from: number, to: number): number {
    let before = this.#keptRow(from);
    for (let row = from + 1; row <= this.#rows; row++) {
      const costs = this.#scratch[row & 1]!;
      this.#computeRow(row, hypothesis[row - 1]!, before, { costs, at: 0 }, this.#scratchEdits, 0);
      before = { costs, at: 0 };
      const shift = row >= to ? this.#constantShift(row, costs) : null;
      if (shift !== null) return this.distance + shift;
    }
    return this.#distanceIn(before);
  }

  /** The edits that turn the kept hypothesis into the reference, the last one first. */
  *editsBackwards(): Generator<number> {
    let [row, column] = [this.#rows, this.#reference.length];
    while (row > 0 || column > 0) {
      const edit = row === 0 ? edits.insert : this.#edits[row * this.#width + column - this.#first[row]!]!;
      yield edit;
      if (edit !== edits.insert) row--;
      if (edit !== edits.drop) column--;
    }
  }

  #keptRow(row: number): Place {
    return row === 0 ? { costs: this.#top, at: 0 } : { costs: this.#kept, at: row * this.#width };
  }

  #distanceIn({ costs, at }: Place): number {
    return costs[at + this.#reference.length - this.#first[this.#rows]!]!;
  }

  /** By how much all costs of a row differ from the kept ones; null where they do not differ by one number. */
  #constantShift(row: number, costs: Int32Array): number | null {
    const at = row * this.#width;
    const shift = costs[0]! - this.#kept[at]!;
    const count = this.#end[row]! - this.#first[row]!;
    for (let index = 1; index < count; index++) if (costs[index]! - this.#kept[at + index]! !== shift) return null;
    return shift;
  }

  /** Of ways of equal cost it takes, as Tercom does, keep or substitute first, then drop, then insert. */
  #computeRow(row: number, word: number, { costs: above, at: aboveAt }: Place, target: Place, ways: Uint8Array, waysAt: number): void {
    const [reference, first, end] = [this.#reference, this.#first[row]!, this.#end[row]!];
    const [aboveFirst, aboveEnd] = [this.#first[row - 1]!, this.#end[row - 1]!];
    const costOf = aboveAt - aboveFirst;
    let left = unreachable;
    let diagonal = first > aboveFirst && first - 1 < aboveEnd ? above[costOf + first - 1]! : unreachable;
    for (let column = first; column < end; column++) {
      const up = column < aboveEnd ? above[costOf + column]! : unreachable;
      const same = column > 0 && word === reference[column - 1];
      let cost = diagonal + (same ? 0 : 1);
      let way: number = same ? edits.keep : edits.substitute;
      if (up + 1 < cost) [cost, way] = [up + 1, edits.drop];
      if (left + 1 < cost) [cost, way] = [left + 1, edits.insert];
      target.costs[target.at + column - first] = cost;
      ways[waysAt + column - first] = way;
      left = cost;
      diagonal = up;
    }
  }
}
