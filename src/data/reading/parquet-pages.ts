import type { AsyncBuffer, RowGroup } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** Values of one page that are decoded, over all nesting. */
const mostValues = 20_000_000;
/** Bytes of one page, unpacked. Writers make pages of about 1 MiB. */
const largestPage = 128 * 1024 * 1024;

/**
 * Reads the columns of a row group into memory and looks at the headers of their pages before anything is unpacked: sizes in
 * the footer are claims, and a page that claims more values than it has bytes for would be made room for first.
 * @returns the file, with the columns' bytes held
 * @throws Error when a page claims too much
 */
export async function checkPages(file: AsyncBuffer, group: RowGroup, rows: number): Promise<AsyncBuffer> {
  const held: { start: number; end: number; bytes: ArrayBuffer }[] = [];
  let unpacked = 0;
  for (const { meta_data: column } of group.columns) {
    if (column === undefined) throw new Error('a column without metadata');
    const dictionary = Number(column.dictionary_page_offset ?? 0n);
    const data = Number(column.data_page_offset);
    const start = dictionary > 0 ? dictionary : data;
    const end = start + Number(column.total_compressed_size);
    if (!(start >= 4 && end <= file.byteLength && start <= end)) throw new Error('a column that lies outside the file');
    const bytes = await file.slice(start, end);
    unpacked += checkColumn(bytes, Math.max(rows, Number(column.num_values)), rows);
    if (unpacked > 2 * largestPage) throw new Error('pages that claim too many bytes');
    held.push({ start, end, bytes });
  }
  return {
    byteLength: file.byteLength,
    slice: (start, end = file.byteLength) => {
      const found = held.find((one) => one.start <= start && end <= one.end);
      if (found === undefined) return file.slice(start, end);
      const isWhole = found.start === start && found.end === end;
      return isWhole ? found.bytes : found.bytes.slice(start - found.start, end - found.start);
    },
  };
}

/** Bytes that the pages of a column claim. */
function checkColumn(bytes: ArrayBuffer, values: number, rows: number): number {
  const reader = { view: new DataView(bytes), offset: 0 };
  let unpacked = 0;
  let seen = 0;
  while (reader.offset < bytes.byteLength - 1 && seen < values) {
    const header = parquetHeader(reader);
    const claimed = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? 0;
    const entries = header.dictionary_page_header?.num_values ?? 0;
    const size = header.uncompressed_page_size;
    const packed = header.compressed_page_size;
    if (!(packed >= 0 && size >= 0 && size <= largestPage && claimed >= 0 && claimed <= mostValues && entries >= 0))
      throw new Error('a page that claims too much');
    if (entries > size + 1) throw new Error('a dictionary of more entries than bytes');
    seen += claimed;
    unpacked += size;
    reader.offset += packed;
  }
  if (seen < rows) throw new Error('a column of fewer values than rows');
  if (seen > mostValues || reader.offset > bytes.byteLength) throw new Error('pages that claim too much');
  return unpacked;
}
