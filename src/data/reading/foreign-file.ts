const tables = 'Export it as CSV (UTF-8), JSON lines or Parquet';
const unpackIt = 'Unpack it, and give the files in it plain, or packed by gzip or zstd';
const convertTable = 'Write it as Parquet or JSON lines';

interface Kind {
  what: string;
  todo: string;
  matches: (head: Buffer) => boolean;
}

const starts =
  (...bytes: number[]) =>
  (head: Buffer) =>
    head.length >= bytes.length && bytes.every((byte, index) => head[index] === byte);
const startsWith = (text: string) => starts(...Buffer.from(text, 'latin1'));
const kind = (what: string, todo: string, matches: Kind['matches']): Kind => ({ what, todo, matches });

/** What is given for a dataset by mistake, by its first bytes. Signatures as the formats' own documents state them. */
const kinds: Kind[] = [
  kind('an Excel workbook (.xlsx)', tables, (head) => isZip(head) && head.includes('xl/')),
  kind('a Word document (.docx)', 'Give its rows as CSV or JSON lines', (head) => isZip(head) && head.includes('word/')),
  kind('a ZIP archive', unpackIt, (head) => isZip(head)),
  kind('an old Excel or Word file', tables, starts(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)),
  kind('a PDF document', 'Give its text as rows of JSON lines or CSV', startsWith('%PDF-')),
  kind('a PNG image', 'Give rows of text', starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a)),
  kind('a JPEG image', 'Give rows of text', starts(0xff, 0xd8, 0xff)),
  kind('a GIF image', 'Give rows of text', startsWith('GIF8')),
  kind('packed by bzip2', unpackIt, (head) => startsWith('BZh')(head) && head.subarray(4, 10).toString('hex') === '314159265359'),
  kind('packed by xz', unpackIt, starts(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)),
  kind('packed by lz4', unpackIt, starts(0x04, 0x22, 0x4d, 0x18)),
  kind('a 7z archive', unpackIt, starts(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)),
  kind('a RAR archive', unpackIt, starts(0x52, 0x61, 0x72, 0x21, 0x1a, 0x07)),
  kind('a tar archive', unpackIt, (head) => head.subarray(257, 262).toString('latin1') === 'ustar'),
  kind('packed twice', 'Pack it once', starts(0x1f, 0x8b)),
  kind('packed twice', 'Pack it once', starts(0x28, 0xb5, 0x2f, 0xfd)),
  kind('an encrypted Parquet file', 'Write it without encryption', startsWith('PARE')),
  kind('an Arrow file', convertTable, startsWith('ARROW1')),
  kind('a Feather file', convertTable, startsWith('FEA1')),
  kind('an Avro file', convertTable, starts(0x4f, 0x62, 0x6a, 0x01)),
  kind('an ORC file', convertTable, (head) => startsWith('ORC')(head) && (head[3] ?? 0x20) < 0x20),
  kind('an SQLite database', tables, startsWith('SQLite format 3\0')),
  kind('an HDF5 file', convertTable, starts(0x89, 0x48, 0x44, 0x46)),
  kind('a Python pickle, which is never opened, since it can run code', convertTable, (head) => head[0] === 0x80 && (head[1] ?? 0) <= 5),
  kind('a GGUF model', 'Give rows of text', startsWith('GGUF')),
  kind(
    'a Git LFS pointer, not the file itself',
    'Fetch the file with `git lfs pull`',
    startsWith('version https://git-lfs.github.com/spec'),
  ),
  kind('an HTML page', 'Look whether a log-in or error page was saved instead of the data', (head) =>
    /^\s*<(!doctype html|html)/i.test(head.toString('latin1', 0, 200)),
  ),
  kind('XML', 'Give its rows as JSON lines or CSV', (head) => /^(\u00ef\u00bb\u00bf)?\s*<\?xml/.test(head.toString('latin1', 0, 200))),
  ...utf16Kinds(),
];

/** What a file is that holds no rows which can be read, and what to give instead; `null` when nothing is known against it. */
export function foreignFile(head: Uint8Array): { what: string; todo: string } | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  return kinds.find(({ matches }) => matches(bytes)) ?? null;
}

function isZip(head: Buffer): boolean {
  return starts(0x50, 0x4b, 0x03, 0x04)(head) || starts(0x50, 0x4b, 0x05, 0x06)(head);
}

function utf16Kinds(): Kind[] {
  const convert = (from: string) => `Convert it to UTF-8 first, for example with \`iconv -f ${from} -t UTF-8\``;
  return [
    kind('text in UTF-32', convert('UTF-32'), (head) => starts(0xff, 0xfe, 0, 0)(head) || starts(0, 0, 0xfe, 0xff)(head)),
    kind('text in UTF-16', convert('UTF-16'), (head) => starts(0xff, 0xfe)(head) || starts(0xfe, 0xff)(head)),
    kind('text in UTF-16 without a mark', convert('UTF-16LE'), (head) => hasZeros(head, 1, 0)),
    kind('text in UTF-16 without a mark', convert('UTF-16BE'), (head) => hasZeros(head, 0, 1)),
    kind('binary data of a kind that is not known', 'Give JSON lines, a JSON array, CSV, TSV or Parquet', isBinary),
  ];
}

/** Text in UTF-16 that is mostly Latin has a zero in every other byte. */
function hasZeros(head: Buffer, often: 0 | 1, never: 0 | 1): boolean {
  const zeros = [0, 0];
  for (const [index, byte] of head.subarray(0, 4096).entries()) if (byte === 0) zeros[index % 2]! += 1;
  const half = Math.min(head.length, 4096) / 2;
  return half >= 4 && zeros[often]! > half * 0.4 && zeros[never]! < half * 0.05;
}

/** A single NUL costs its row; a tenth of control characters is no text. */
function isBinary(head: Buffer): boolean {
  const start = head.subarray(0, 4096);
  let controls = 0;
  for (const byte of start) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) controls += 1;
  return start.length >= 8 && controls > start.length / 10;
}
