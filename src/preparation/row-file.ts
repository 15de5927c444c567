import { lineChunks } from './line-chunks.ts';

const lineEnd = 0x0a;

/** Rows of a local file that Anneal wrote, a mebibyte of lines at a time, in their order. */
export async function* readRowFile<T>(path: string): AsyncGenerator<T[]> {
  for await (const { buffer } of lineChunks(path)) yield parseRows<T>(new Uint8Array(buffer));
}

/** Rows of whole lines that Anneal wrote. @throws SyntaxError for a line that is no JSON */
export function parseRows<T>({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): T[] {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  const rows: T[] = [];
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(lineEnd, from);
    const to = at === -1 ? bytes.length : at;
    if (to > from) rows.push(JSON.parse(bytes.toString('utf8', from, to)) as T);
    from = to + 1;
  }
  return rows;
}
