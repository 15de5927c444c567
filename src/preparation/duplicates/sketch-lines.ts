import type { Row } from '../../contracts/row.ts';
import type { RowSketcher } from '../../data/duplicates/row-sketch.ts';

const lineEnd = 0x0a;

/** Sketches whole lines of canonical rows, as Anneal writes them. @throws SyntaxError for a line that is no JSON */
export function sketchLines(bytes: Uint8Array, sketcher: RowSketcher): void {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = 0;
  while (from < text.length) {
    const at = text.indexOf(lineEnd, from);
    const to = at === -1 ? text.length : at;
    if (to > from) sketcher.add(JSON.parse(text.toString('utf8', from, to)) as Row);
    from = to + 1;
  }
}
