import type { ContaminationPair, DataReport, QuarantineReason, ReportFile, SplitEvidence } from '../contracts/data-report.ts';
import type { DuplicateGroups, SplitName } from '../contracts/dataset.ts';
import type { RowFinding } from '../contracts/row-finding.ts';
import { FindingTally } from '../data/findings/finding-tally.ts';
import { LengthBins } from '../data/findings/length-bins.ts';
import { mergeQuarantine } from '../data/findings/merge-quarantine.ts';
import { DetailedStatisticsBuilder } from '../data/statistics/detailed-statistics.ts';
import { wordsOfPrompt } from '../data/validation/check-lengths.ts';
import { answerOf } from '../data/canonical-row.ts';
import { countWords } from '../data/count-words.ts';
import { refuseUntrainable } from '../data/trainable-row.ts';
import { counted } from '../report/numbers.ts';
import { buildDataReport, type PreparedDataset } from '../report/data/build-data-report.ts';
import type { TokenizerSource } from '../tokens/token-counter.ts';
import { countedRows, createTokenPool, type CountedRow, type TokenPool } from './counted-rows.ts';
import { readRowFile } from './row-file.ts';
import { threadsFor } from './small-input.ts';
import type { PartFile } from './step-files.ts';

/** A prepared dataset as local files. */
export interface ReportedDataset {
  name: string;
  files: ReportFile[];
  read: number;
  /** Lines of RowFinding, of every step. */
  findings: readonly string[];
  /** Of every step. */
  quarantine: readonly QuarantineReason[][];
  duplicates: DuplicateGroups;
  labels: string[] | null;
  /** Rows that are left: by side, or all of them with split null where they were not split. */
  parts: readonly PartFile[];
  /** Where the whole list of findings stands, for people. */
  findingsAt: string | null;
}

export interface ReportWork {
  name: string;
  datasets: readonly ReportedDataset[];
  split: SplitEvidence | null;
  contamination: ContaminationPair[];
  refusals: string[];
  warnings: string[];
  settings: DataReport['settings'];
  steps: DataReport['steps'];
  /** Counts the base model's tokens; null = tokens are not told. */
  tokenizer: TokenizerSource | null;
  format: 'chat' | 'completion';
  /** Threads that count tokens beside this one; small files need none. */
  threads: 0 | 1 | 2;
  signal: AbortSignal;
  onProgress?: ((rows: number) => void) | undefined;
}

/** The report of a preparation but for its time: every row counted, the rows that are left measured. */
export async function reportData(work: ReportWork): Promise<Omit<DataReport, 'preparedAt'>> {
  await using pool = await tokenPool(work);
  const progress = { rows: 0, untrainable: 0 };
  const datasets: PreparedDataset[] = [];
  for (const dataset of work.datasets) datasets.push(await describeDataset(dataset, pool, progress, work));
  const { name, split, contamination, refusals, settings, steps } = work;
  const warnings = [...work.warnings, ...untrainableWarning(progress.untrainable)];
  const { preparedAt: _none, ...report } = buildDataReport({
    name,
    preparedAt: '',
    datasets,
    split,
    contamination,
    refusals,
    warnings,
    settings,
    steps,
  });
  return report;
}

async function tokenPool({ tokenizer, format, datasets, threads, signal }: ReportWork): Promise<TokenPool | null> {
  if (tokenizer === null) return null;
  const parts = datasets.flatMap((dataset) => dataset.parts);
  return createTokenPool({ tokenizer, format }, await threadsFor(parts, threads), signal);
}

async function describeDataset(
  { name, files, read, findings, quarantine, duplicates, labels, parts, findingsAt }: ReportedDataset,
  pool: TokenPool | null,
  progress: { rows: number; untrainable: number },
  { signal, onProgress }: ReportWork,
): Promise<PreparedDataset> {
  const tally = new FindingTally();
  for (const path of findings) for await (const batch of readRowFile<RowFinding>(path)) for (const finding of batch) tally.add(finding);
  const statistics = new DetailedStatisticsBuilder(labels);
  const bins = new LengthBins();
  let kept = 0;
  for (const { split, path } of parts) {
    for await (const rows of countedRows(path, pool)) {
      signal.throwIfAborted();
      for (const row of rows) {
        measure(row, split, statistics, bins);
        if (refuseUntrainable(row.row) !== null) progress.untrainable += 1;
      }
      kept += rows.length;
      progress.rows += rows.length;
      onProgress?.(progress.rows);
    }
  }
  return {
    name,
    files,
    read,
    kept,
    tally,
    groups: duplicates,
    quarantine: mergeQuarantine([...quarantine, placesOnly(tally.quarantine(), quarantine)]),
    statistics: kept === 0 ? null : statistics.result(),
    histograms: bins.histograms(),
    findingsAt,
  };
}

/** Only where rows were checked for more than a run of today can do; a run itself drops such rows before. */
function untrainableWarning(rows: number): string[] {
  if (rows === 0) return [];
  return [
    `${counted(rows, 'kept row is a preference pair or holds', 'kept rows are preference pairs or hold')} tool calls. They were checked, but a run drops them: rows are trained on text alone.`,
  ];
}

/** Reasons that no step keeps samples of, such as leaks: their rows are shown by their places. */
function placesOnly(found: QuarantineReason[], known: readonly QuarantineReason[][]): QuarantineReason[] {
  const sampled = new Set(known.flatMap((reasons) => reasons.map(({ rule }) => rule)));
  return found.filter(({ rule }) => !sampled.has(rule));
}

function measure({ row, tokens }: CountedRow, split: SplitName | null, statistics: DetailedStatisticsBuilder, bins: LengthBins): void {
  statistics.add(row, { split, tokens });
  bins.add('promptWords', split, wordsOfPrompt(row));
  bins.add('answerWords', split, countWords(answerOf(row)));
  if (tokens !== null) bins.add('tokens', split, tokens.row);
}
