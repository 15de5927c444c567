import type { DatasetFormat } from '../../contracts/dataset-reading.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import { foreignFile } from './foreign-file.ts';
import { headBytes } from './peek.ts';

/** How the bytes of a file are to be read. */
export type FoundFormat =
  | { format: 'jsonl'; lineEnd: number }
  | { format: 'json' }
  | { format: 'csv' | 'tsv'; delimiter: number }
  | { format: 'parquet' };

const packedEnd = /\.(gz|gzip|zst|zstd)$/i;

/**
 * The format of a file by its first bytes; its name decides only where they leave a choice, such as whether a line that is
 * no JSON is a broken row or a table's header.
 * @param head the first bytes, unpacked; `headBytes` of them when there are so many
 * @param wanted the format that the user names, which content may still contradict
 * @throws InvalidInput when the file is something else, saying what and what to give
 */
export function findFormat(head: Uint8Array, file: string, wanted?: DatasetFormat): FoundFormat {
  const isParquet = Buffer.from(head.subarray(0, 4)).toString('latin1') === 'PAR1';
  if (isParquet && (wanted ?? 'parquet') === 'parquet') return { format: 'parquet' };
  if (isParquet) throw contradicted(file, 'a Parquet file', wanted!);
  const foreign = foreignFile(head);
  if (foreign !== null) throw new AnnealFailure('InvalidInput', `${file} is ${foreign.what}. ${foreign.todo}.`);
  if (wanted === 'parquet') throw contradicted(file, 'no Parquet file: it does not begin with PAR1', wanted);
  const start = startOf(head);
  return describe(wanted ?? guess(start, file), start);
}

interface Start {
  /** Latin-1, so that every byte is a character; without byte order mark and leading white space. */
  text: string;
  firstLine: string;
  /** The whole first line is in the head. */
  lineEnds: boolean;
}

function startOf(head: Uint8Array): Start {
  const text = Buffer.from(head)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  const end = text.search(/[\r\n]/);
  return { text, firstLine: end === -1 ? text : text.slice(0, end), lineEnds: end !== -1 || head.length < headBytes };
}

function describe(format: DatasetFormat, { text, firstLine }: Start): FoundFormat {
  if (format === 'jsonl') return { format, lineEnd: text.includes('\r') && !text.includes('\n') ? 0x0d : 0x0a };
  if (format === 'csv') return { format, delimiter: delimiterOf(firstLine) };
  return format === 'tsv' ? { format, delimiter: 0x09 } : { format };
}

function guess(start: Start, file: string): DatasetFormat {
  const named = namedFormat(file);
  const { text, firstLine } = start;
  const isTable = named === 'csv' || named === 'tsv';
  if (text === '') return named === 'parquet' || named === null ? 'jsonl' : named;
  if (text.startsWith('{') && !(isTable && start.lineEnds && !isJson(firstLine))) return refuseSpread(start, file);
  if (/^\[\s*["[{\]\d-]/.test(text) && !isTable) return named === 'jsonl' && start.lineEnds && isJson(firstLine) ? 'jsonl' : 'json';
  if (named === 'json' || named === null) return firstTable(firstLine, named, file);
  if (named === 'parquet') throw contradicted(file, 'no Parquet file: it does not begin with PAR1', null);
  return named;
}

/** One object written over many lines, as jq and editors do, would be as many broken rows. */
function refuseSpread({ text }: Start, file: string): 'jsonl' {
  const opening = /^\{\s*"/.exec(text)?.[0] ?? '';
  if (!/[\r\n]/.test(opening)) return 'jsonl';
  throw new AnnealFailure(
    'InvalidInput',
    `${file} holds a JSON object over several lines. Write one row a line (\`jq -c .\`), or an array of rows: [{…}, {…}].`,
  );
}

function firstTable(firstLine: string, named: 'json' | null, file: string): DatasetFormat {
  if (named === 'json') return 'jsonl';
  if (firstLine.includes('\t')) return 'tsv';
  if (/[,;|]/.test(firstLine)) return 'csv';
  throw new AnnealFailure(
    'InvalidInput',
    `${file} is text without rows: neither JSON nor a table with a header. Give JSON lines, a JSON array, CSV, TSV or Parquet.`,
  );
}

const formatsByName = new Map<string, DatasetFormat>([
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
  ['json', 'json'],
  ['csv', 'csv'],
  ['tsv', 'tsv'],
  ['tab', 'tsv'],
  ['parquet', 'parquet'],
  ['pq', 'parquet'],
]);

function namedFormat(file: string): DatasetFormat | null {
  const end = /\.([a-z]+)$/i.exec(file.replace(packedEnd, ''))?.[1];
  return formatsByName.get(end?.toLowerCase() ?? '') ?? null;
}

/** The delimiter that stands most often in the header, outside quotation marks; a comma where none does. */
function delimiterOf(header: string): number {
  const bare = header.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((sign) => ({ sign, count: bare.split(sign).length - 1 }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).sign.charCodeAt(0);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function contradicted(file: string, found: string, wanted: DatasetFormat | null): AnnealFailure {
  const said = wanted === null ? 'its name says so' : `the format ${wanted} is asked for`;
  return new AnnealFailure('InvalidInput', `${file} is ${found}, but ${said}. Give the right file, or name its format.`);
}
