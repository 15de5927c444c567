import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataReport, ReportFile, SplitEvidence } from '../contracts/data-report.ts';
import type { AnswerKind, DuplicateGroups, RowCounts } from '../contracts/dataset.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import type { PreparationRules } from '../contracts/plan.ts';
import type { SplitRule } from '../contracts/split-spec.ts';
import { keptTooFew } from '../data/validation/require-kept.ts';
import { countRows, openFile } from '../datasets/read-file.ts';
import { frozenPii } from '../policy/frozen-pii.ts';
import { settingsList } from '../report/data/settings-list.ts';
import type { TokenizerSource } from '../tokens/token-counter.ts';
import type { InputFile } from './clean-files.ts';
import type { CleaningSettings } from './cleaning-settings.ts';
import type { ReportedDataset } from './report-data.ts';
import { runStep } from './run-step.ts';
import type { ProvenSplit } from './split-and-prove.ts';
import type { PartFile, StepFiles } from './step-files.ts';
import type { StepName, StepResult, StepWatch, StepWork } from './steps.ts';

/** A whole preparation of one dataset's files on this machine, without a server. */
export interface PreparationWork {
  name: string;
  files: readonly InputFile[];
  /** Files of rows that nobody may train on. */
  against: readonly InputFile[];
  rules: PreparationRules;
  answers: AnswerKind | 'auto';
  split: SplitRule;
  cleaning: Omit<CleaningSettings, 'cleaning' | 'pii' | 'formatting' | 'format'>;
  format: 'chat' | 'completion';
  /** Counts tokens; null = they are not counted. */
  tokenizer: TokenizerSource | null;
  /** Most tokens of a row; null = no limit but the rules' own. */
  rowTokens: number | null;
  /** Fewer rows than this that are left end a run; the rules' own number comes before it. */
  leastRows: number;
  threads: 0 | 1 | 2;
  /** An empty folder for everything that is written. */
  folder: string;
  signal: AbortSignal;
  /** Called once with the rows of the files, good and bad ones. */
  onRows?: ((rows: number) => void) | undefined;
  /** Called with 0 as a step begins, then with the rows done so far, now and then. */
  onStep?: ((step: StepName, rows: number) => void) | undefined;
}

/** What a preparation leaves. */
export interface PreparedFiles {
  report: Omit<DataReport, 'preparedAt'>;
  /** Files of RowFinding lines, in the order of the steps. */
  findings: string[];
  /** Files of canonical rows: by side, or one with split null where rows could not be split. */
  parts: PartFile[];
}

const noGroups: DuplicateGroups = { conflicts: 0, clusters: 0, largestClusters: [] };

/**
 * Reads, cleans, judges, deduplicates, splits and proves, as a run does, and reports. What would end a run stands among the
 * report's refusals; the steps that can still be done are done.
 * @throws InvalidInput when a file cannot be read at all, or a setting cannot be used
 */
export async function prepareFiles(work: PreparationWork): Promise<PreparedFiles> {
  const preparation = new LocalPreparation(work);
  const files: ReportFile[] = [];
  for (const file of work.files) files.push(await describeFile(file, work));
  work.onRows?.(files.reduce((sum, { rows }) => sum + rows, 0));
  await preparation.run(files.reduce((sum, { bytes }) => sum + bytes, 0));
  return preparation.report(files);
}

/** The steps one after the other, each in a folder of its own. */
class LocalPreparation {
  readonly #work: PreparationWork;
  readonly #findings: string[] = [];
  readonly #quarantine: StepFiles['quarantine'][] = [];
  readonly #refusals: string[] = [];
  readonly #warnings: string[] = [];
  #parts: PartFile[] = [];
  #counts: RowCounts = { read: 0, kept: 0, dropped: {} };
  #labels: string[] | null = null;
  #duplicates = noGroups;
  #split: ProvenSplit | null = null;
  /** Of the files that are read. */
  #bytes = 0;

  constructor(work: PreparationWork) {
    this.#work = work;
  }

  /** @param bytes of the files */
  async run(bytes: number): Promise<void> {
    this.#bytes = bytes;
    const { name, rules, answers, format, tokenizer, rowTokens, threads, leastRows, files } = this.#work;
    const { pii, validation, duplicates } = rules;
    this.#take(await this.#step('clean', { dataset: name, files, settings: this.#cleaning(), threads }));
    if (this.#counts.kept === 0) return;
    const common = { dataset: name, pii };
    const judged = await this.#refusable(() =>
      this.#step('validate', {
        ...common,
        parts: this.#parts,
        counts: this.#counts,
        answers,
        validation,
        format,
        tokenizer,
        rowTokens,
        threads,
      }),
    );
    if (judged === null) return;
    this.#take(judged);
    this.#labels = judged.labels;
    if (this.#counts.kept === 0) return;
    const kept = await this.#step('deduplicate', {
      ...common,
      parts: this.#parts,
      counts: this.#counts,
      answers: judged.answers,
      duplicates,
      workers: threads,
    });
    this.#take(kept);
    this.#duplicates = kept.duplicates;
    const tooFew = keptTooFew(name, this.#counts, validation, leastRows);
    if (tooFew !== null) this.#refusals.push(tooFew.message);
    if (this.#counts.kept > 0) await this.#splitRows(judged.answers === 'labels');
  }

  async report(files: ReportFile[]): Promise<PreparedFiles> {
    const { name, rules, split, tokenizer, format, threads } = this.#work;
    const dataset: ReportedDataset = {
      name,
      files,
      read: this.#counts.read,
      findings: this.#findings,
      quarantine: this.#quarantine,
      duplicates: this.#duplicates,
      labels: this.#labels,
      parts: this.#parts,
      findingsAt: null,
    };
    const report = await this.#step('report', {
      name,
      datasets: [dataset],
      split: this.#split && ({ ...this.#split.proof, ...this.#split.parts.report } satisfies SplitEvidence),
      contamination: this.#split?.parts.contamination ?? [],
      refusals: this.#refusals,
      warnings: this.#warnings,
      settings: settingsList({ reading: this.#work.cleaning.reading, ...rules, split }),
      steps: [],
      tokenizer,
      format,
      threads,
    });
    return { report, findings: this.#findings, parts: this.#parts };
  }

  #cleaning(): CleaningSettings {
    const { rules, cleaning, format } = this.#work;
    return { ...cleaning, cleaning: rules.cleaning, pii: rules.pii, formatting: rules.formatting, format };
  }

  async #splitRows(answersAreLabels: boolean): Promise<void> {
    const { name, split, rules, threads } = this.#work;
    const frozen = await this.#frozenRows();
    const proven = await this.#splittable(() =>
      this.#step('split', {
        stages: [{ stage: name, answersAreLabels, parts: this.#parts }],
        frozen,
        split,
        duplicates: rules.duplicates,
        earlier: null,
        workers: threads,
      }),
    );
    if (proven === null) return;
    this.#split = proven;
    this.#warnings.push(...proven.warnings);
    const { files, findings } = proven.parts.stages[0]!;
    this.#findings.push(findings.path);
    this.#parts = (['train', 'validation', 'test'] as const).map((side) => ({
      split: side,
      path: files[side].path,
      rows: files[side].ref,
    }));
  }

  async #frozenRows(): Promise<{ name: string; path: string }[]> {
    const frozen: { name: string; path: string }[] = [];
    for (const [index, file] of this.#work.against.entries()) frozen.push(await this.#frozenFile(file, `frozen-${index}`));
    return frozen;
  }

  /** Under the dataset's columns, or where they give no row, as the file is by itself. What cannot be read cannot be compared, and is told. */
  async #frozenFile(file: InputFile, name: string): Promise<{ name: string; path: string }> {
    const { threads, cleaning } = this.#work;
    const { columns } = cleaning.reading;
    const readings: CleaningSettings['reading'][] = columns === undefined ? [{}] : [{ columns }, {}];
    for (const [index, reading] of readings.entries()) {
      const settings = { ...this.#cleaning(), reading, textOnly: false };
      const frozen = { ...settings, pii: frozenPii(settings.pii) };
      const { parts, counts } = await this.#step(
        'clean',
        { dataset: file.uri, files: [file], threads, settings: frozen },
        `${name}-${index}`,
      );
      if (counts.kept === 0) continue;
      const unread = counts.read - counts.kept;
      if (unread > 0)
        this.#warnings.push(`${unread} of ${counts.read} rows of ${file.uri} cannot be read, so nothing was compared with them.`);
      return { name: file.uri, path: parts[0]!.file.path };
    }
    throw new AnnealFailure(
      'InvalidInput',
      `${file.uri} holds no row that can be read, so nothing can be compared with it. A row is {input, output}, {messages} or {prompt, completion}, or has the columns that are named for the dataset.`,
    );
  }

  /** What a dataset is rejected for is told; everything else is thrown. */
  async #refusable<T>(step: () => Promise<T>, rejections = this.#refusals): Promise<T | null> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof AnnealFailure)) throw error;
      if (error.name === 'LeakDetected') this.#refusals.push(error.message);
      else if (error.name === 'DatasetRejected') rejections.push(error.message);
      else throw error;
      return null;
    }
  }

  /** A file that is too small to be split may be one of several, so that alone refuses nothing. */
  #splittable<T>(step: () => Promise<T>): Promise<T | null> {
    return this.#refusable(step, this.#warnings);
  }

  #take({ parts, findings, quarantine, counts, refusal }: StepFiles): void {
    this.#parts = parts.map(({ split, file }) => ({ split, path: file.path, rows: file.ref }));
    this.#findings.push(findings.path);
    this.#quarantine.push(quarantine);
    this.#counts = counts;
    if (refusal !== null) this.#refusals.push(refusal.message);
  }

  async #step<N extends StepName>(name: N, work: Omit<StepWork<N>, 'folder'>, folderName: string = name): Promise<StepResult<N>> {
    const folder = join(this.#work.folder, folderName);
    await mkdir(folder);
    const onProgress = folderName === name ? (rows: number) => this.#work.onStep?.(name, rows) : undefined; // else it is a frozen file's
    onProgress?.(0);
    const watch: StepWatch = { signal: this.#work.signal, onProgress };
    return runStep(name, { ...work, folder } as unknown as StepWork<N>, this.#bytes, watch);
  }
}

async function describeFile({ uri, path }: InputFile, { cleaning, signal }: PreparationWork): Promise<ReportFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of openFile(path)) {
    signal.throwIfAborted();
    hash.update(chunk);
    bytes += chunk.length;
  }
  const { rows, format } = await countRows(path, uri, cleaning.reading);
  return { uri, format, sha256: hash.digest('hex'), bytes, rows };
}
