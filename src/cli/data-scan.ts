import { InvalidArgumentError, type Command } from 'commander';
import { AnnealFailure } from '../contracts/failure.ts';
import { PiiEntity, PiiSpec } from '../contracts/pii-spec.ts';
import { createPiiFinder, type PiiFinder } from '../data/pii/find-pii.ts';
import { isRow, scanLine, type FoundSpan, type ScanTarget } from '../data/pii/scan-line.ts';
import { readLines } from '../data/read-lines.ts';
import { openFile } from '../datasets/read-file.ts';
import { unpack } from '../datasets/unpack.ts';
import { dataCommand } from './data-command.ts';
import { exitCodes } from './errors.ts';
import { table, wantsJson } from './output.ts';

interface ScanOptions {
  field?: string;
  entities?: PiiEntity[];
  regions?: string[];
  threshold?: number;
}

/** Lines of an entity that are named. */
const mostLines = 5;

interface Counts {
  lines: number;
  found: number;
  unreadable: number;
  /** Rows without a text at --field. */
  missing: number;
  entities: Map<PiiEntity, { count: number; lines: number[] }>;
}

export function addDataScanCommand(program: Command): void {
  dataCommand(program)
    .command('scan')
    .argument('<file>', 'JSON lines or text, plain, gzip or zstd')
    .description('look for personal data and secrets; values are never printed. Ends with 3 when something is found')
    .option('--field <path>', 'search this field alone, such as text or messages.content (default: all texts of a row)')
    .option(
      '--entities <list>',
      `what to look for: ${PiiEntity.options.filter((one) => one !== 'PERSON').join(',')} (default: all)`,
      entityList,
    )
    .option('--regions <list>', 'countries whose national phone numbers are known (default: US,GB,DE,FR,IL,IN,CA,BR)', regionList)
    .option('--threshold <score>', 'least score, 0.05 to 1 (default: 0.4)', score)
    .action(async (file: string, options: ScanOptions, command: Command) => {
      const { field, ...spec } = options;
      const json = wantsJson(command);
      const counts = await scanFile(file, createPiiFinder(spec), field, json ? printSpan : () => {});
      if (json) tellSkipped(file, counts, field);
      else process.stdout.write(`${scanText(file, counts, field)}\n`);
      if (counts.found > 0) process.exitCode = exitCodes.rejected;
    });
}

async function scanFile(
  file: string,
  find: PiiFinder,
  field: string | undefined,
  tell: (line: number, span: FoundSpan) => void,
): Promise<Counts> {
  const counts: Counts = { lines: 0, found: 0, unreadable: 0, missing: 0, entities: new Map() };
  let target: ScanTarget | null = field === undefined ? targetByName(file) : { kind: 'field', path: field };
  try {
    const { bytes } = await unpack(openFile(file), file);
    for await (const batch of readLines(bytes)) {
      for (const line of batch) {
        counts.lines += 1;
        if (!('text' in line)) {
          counts.unreadable += 1;
          continue;
        }
        target ??= isRow(line.text) ? { kind: 'fields' } : { kind: 'text' };
        const scanned = scanLine(line.text, target, find);
        if (scanned.kind === 'searched') for (const span of scanned.spans) count(counts, line.line, span, tell);
        else counts[scanned.kind] += 1;
      }
    }
  } catch (error) {
    if (error instanceof AnnealFailure) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new AnnealFailure('InvalidInput', `${file} cannot be read (${why}).`, { cause: error });
  }
  if (counts.lines > 0 && counts.missing + counts.unreadable === counts.lines) throw nothingSearched(file, counts, field);
  return counts;
}

/** Rows where the name says so; otherwise the first line decides. */
function targetByName(file: string): ScanTarget | null {
  return /\.(?:jsonl|ndjson)(?:\.gz)?$/i.test(file) ? { kind: 'fields' } : null;
}

function count(counts: Counts, line: number, span: FoundSpan, tell: (line: number, span: FoundSpan) => void): void {
  const of = counts.entities.get(span.entity) ?? { count: 0, lines: [] };
  counts.entities.set(span.entity, of);
  counts.found += 1;
  of.count += 1;
  if (of.lines.length < mostLines && of.lines.at(-1) !== line) of.lines.push(line);
  tell(line, span);
}

function nothingSearched(file: string, { lines, unreadable }: Counts, field: string | undefined): AnnealFailure {
  const why =
    unreadable === lines
      ? 'no line could be read: each is something else than a JSON object, not UTF-8 or longer than 8 MiB. Give text files a name that does not end in .jsonl'
      : `no line has a text at ${field ?? 'any field'}. Name a field of the rows, with dots between the parts`;
  return new AnnealFailure('InvalidInput', `Nothing of ${file} was searched: ${why}.`, { details: { lines, unreadable } });
}

function printSpan(line: number, { entity, start, end, score: given, field }: FoundSpan): void {
  process.stdout.write(`${JSON.stringify({ line, ...(field === null ? {} : { field }), entity, start, end, score: given })}\n`);
}

function tellSkipped(file: string, counts: Counts, field: string | undefined): void {
  const skipped = skippedText(counts, field);
  if (skipped !== null) process.stderr.write(`${file}: ${skipped}\n`);
}

function skippedText({ unreadable, missing }: Counts, field: string | undefined): string | null {
  const parts = [
    ...(unreadable === 0
      ? []
      : [`${unreadable} ${unreadable === 1 ? 'line' : 'lines'} could not be read and ${unreadable === 1 ? 'was' : 'were'} not searched`]),
    ...(missing === 0 ? [] : [`${missing} ${missing === 1 ? 'row has' : 'rows have'} no text at ${field ?? ''}`]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}

function scanText(file: string, counts: Counts, field: string | undefined): string {
  const rows = [...counts.entities].toSorted(([, one], [, other]) => other.count - one.count);
  const head = `${counts.lines} ${counts.lines === 1 ? 'line' : 'lines'} of ${file}: ${counts.found === 0 ? 'nothing found' : `${counts.found} found`}`;
  const drawn =
    rows.length === 0
      ? null
      : table(
          ['entity', 'found', 'first lines'],
          rows.map(([entity, of]) => [entity, String(of.count), of.lines.join(', ') + (of.count > of.lines.length ? ', …' : '')]),
        );
  return [head, drawn, skippedText(counts, field)].filter((part) => part !== null).join('\n\n');
}

function entityList(given: string): PiiEntity[] {
  const names = given.split(',').map((name) => name.trim().toUpperCase());
  const unknown = names.find((name) => name === 'PERSON' || !PiiEntity.safeParse(name).success);
  if (unknown === 'PERSON') throw new InvalidArgumentError('PERSON needs a detector, which this command does not ask.');
  if (unknown !== undefined) throw new InvalidArgumentError(`"${unknown}" is no entity.`);
  return names.map((name) => PiiEntity.parse(name));
}

function regionList(given: string): string[] {
  const { data } = PiiSpec.shape.regions.safeParse(given.split(',').map((region) => region.trim().toUpperCase()));
  if (data === undefined) throw new InvalidArgumentError('expected countries of two letters with commas between them, such as US,GB.');
  return data;
}

function score(given: string): number {
  const number = Number(given);
  if (given.trim() !== '' && number >= 0.05 && number <= 1) return number;
  throw new InvalidArgumentError(`"${given}" is no number from 0.05 to 1.`);
}
