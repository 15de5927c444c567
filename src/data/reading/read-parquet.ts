import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type Compressors, type FileMetaData } from 'hyparquet';
import { AnnealFailure } from '../../contracts/failure.ts';
import { longestLine } from '../read-lines.ts';
import type { InputRecord } from './input-record.ts';
import { checkPages } from './parquet-pages.ts';
import { notUtf8, plainRow } from './parquet-values.ts';

/** A Parquet file that can be read at any place, and what unpacks its pages. */
export interface ParquetSource {
  file: AsyncBuffer;
  /** By codec; each must refuse to make more bytes than it is told to expect. */
  compressors: Compressors;
}

const mebibyte = 1024 * 1024;
/** What one row group may hold: it is decoded in memory. Writers make groups of 1 to 128 MiB unless told otherwise. */
export const parquetLimits = {
  footer: 16 * mebibyte,
  group: 128 * mebibyte,
  rowsPerGroup: 2_000_000,
  rows: 100_000_000,
  columns: 1000,
  /** A dictionary lets a few bytes stand for much text: more than this must not be more than `ratio` times the file. */
  plain: 64 * mebibyte,
  ratio: 200,
};

/** Rows that are turned into objects at a time where columns are flat; nested ones would be decoded anew for each such piece. */
const rowsAtOnce = 16_384;

/**
 * Rows of a Parquet file, row group by row group; nulls are left out, and values come as JSON would hold them.
 * @throws InvalidInput when the file is damaged, or a row group is larger than `parquetLimits`
 */
export async function* readParquet({ file, compressors }: ParquetSource, name: string): AsyncGenerator<InputRecord[]> {
  const metadata = await readFooter(file, name);
  const isNested = metadata.schema.some(({ num_children }, index) => index > 0 && (num_children ?? 0) > 0);
  let [first, characters] = [0, 0];
  for (const [index, group] of metadata.row_groups.entries()) {
    const rows = Number(group.num_rows);
    const cached = await guarded(name, async () => checkPages(file, group, rows));
    const step = isNested ? rows : rowsAtOnce;
    for (let from = first; from < first + rows; from += step) {
      const rowEnd = Math.min(first + rows, from + step);
      const parsers = { stringFromBytes: decodeText };
      const options = { file: cached, metadata, compressors, utf8: false, parsers, geoparquet: false, rowStart: from, rowEnd };
      const objects = await guarded(name, () => parquetReadObjects(options), index);
      const plain = objects.map(plainRow);
      characters += plain.reduce((sum, row) => sum + row.characters, 0);
      if (characters > Math.max(parquetLimits.plain, file.byteLength * parquetLimits.ratio)) throw bomb(name, characters);
      yield plain.map((row, offset) => toRecord(row, from + offset + 1));
    }
    first += rows;
  }
}

/** @throws InvalidInput as `readParquet` does */
export async function countParquet({ file }: ParquetSource, name: string): Promise<number> {
  const { row_groups } = await readFooter(file, name);
  return row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
}

async function readFooter(file: AsyncBuffer, name: string): Promise<FileMetaData> {
  if (file.byteLength < 12) throw damaged(name, 'it is too short');
  const tail = new DataView(await file.slice(file.byteLength - 8, file.byteLength));
  if (tail.getUint32(4, true) !== 0x31524150) throw damaged(name, 'its end is missing, so it was probably not copied whole');
  const length = tail.getUint32(0, true);
  if (length > Math.min(parquetLimits.footer, file.byteLength - 12)) throw damaged(name, `its footer claims ${length} bytes`);
  const metadata = await guarded(name, () => parquetMetadataAsync(file, { geoparquet: false }));
  checkGroups(metadata, name);
  return metadata;
}

function checkGroups({ row_groups, schema }: FileMetaData, name: string): void {
  const columns = schema.length - 1;
  if (columns > parquetLimits.columns) throw tooLarge(name, `it has ${columns} columns, and at most ${parquetLimits.columns} are read`);
  const all = row_groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
  if (all > parquetLimits.rows) throw tooLarge(name, `it claims ${all} rows, and at most ${parquetLimits.rows} are read`);
  for (const group of row_groups) {
    const rows = Number(group.num_rows);
    if (!(rows >= 0)) throw damaged(name, 'a row group claims an impossible number of rows');
    if (rows > parquetLimits.rowsPerGroup)
      throw tooLarge(name, `a row group claims ${rows} rows, and at most ${parquetLimits.rowsPerGroup} are read`);
    const bytes = group.columns.reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0);
    if (bytes > parquetLimits.group)
      throw tooLarge(name, `a row group has ${bytes} bytes, and at most ${parquetLimits.group} are read at a time`);
  }
}

function toRecord({ value, characters }: ReturnType<typeof plainRow>, line: number): InputRecord {
  return characters > longestLine
    ? { line, rule: 'too-long-line', reason: `the row has ${characters} characters; at most ${longestLine} are read` }
    : { line, value };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decodeText(bytes: Uint8Array | undefined): unknown {
  if (bytes === undefined) return undefined;
  try {
    return decoder.decode(bytes);
  } catch {
    return notUtf8;
  }
}

/** The library throws plain errors, which may quote what they found. */
async function guarded<T>(name: string, work: () => Promise<T>, group?: number): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AnnealFailure) throw error;
    throw damaged(
      name,
      group === undefined ? 'its footer or a page header cannot be read' : `row group ${group + 1} cannot be read`,
      error,
    );
  }
}

function damaged(name: string, why: string, cause?: unknown): AnnealFailure {
  return new AnnealFailure('InvalidInput', `${name} is no whole Parquet file: ${why}. Write it again, or give the rows as JSON lines.`, {
    cause,
  });
}

function bomb(name: string, characters: number): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `${name} unpacks to too much: more than ${characters} characters, over ${parquetLimits.ratio} times its size. Give its rows as JSON lines.`,
  );
}

function tooLarge(name: string, what: string): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `${name} cannot be read within bounded memory: ${what}. Write it with smaller row groups (such as \`row_group_size=10000\` in pyarrow and pandas), or as JSON lines.`,
  );
}
