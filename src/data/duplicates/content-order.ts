import type { Sketches } from './sketches.ts';

/** With 32 bits of a key, a number below it fills the 53 bits of a double. */
const numberRange = 2 ** 21;

/**
 * Some rows in an order that follows from what they hold, then from their files and lines. Searches for what is alike look
 * at samples and at the newest of many rows: over rows in this order they find the same, however the rows were read.
 */
export function contentOrder(sketches: Sketches, rows: Int32Array): Int32Array {
  const compare = (a: number, b: number) => compareRows(sketches, a, b);
  if (rows.length > numberRange) return rows.toSorted(compare);
  // a comparing sort of a typed array copies it into objects; sorting codes does not
  const codes = Float64Array.from(rows, (row, at) => sketches.promptWord(row) * numberRange + at).toSorted();
  const order = Int32Array.from(codes, (code) => rows[code % numberRange]!);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && sketches.promptWord(order[to]!) === sketches.promptWord(order[from]!)) to += 1;
    if (to - from > 1) order.subarray(from, to).sort(compare);
    from = to;
  }
  return order;
}

function compareRows(sketches: Sketches, a: number, b: number): number {
  const byKeys = sketches.promptWord(a) - sketches.promptWord(b) || sketches.answerWord(a) - sketches.answerWord(b);
  if (byKeys !== 0) return byKeys;
  const [placeA, placeB] = [sketches.place(a), sketches.place(b)];
  if (placeA.file !== placeB.file) return placeA.file < placeB.file ? -1 : 1;
  return placeA.line - placeB.line;
}
