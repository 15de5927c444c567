import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { AnnealFailure } from '../contracts/failure.ts';
import type { PartFile } from '../preparation/step-files.ts';
import { diskFailure, writeWhole } from '../storage/local-files.ts';

/** What a check is to leave. */
export interface OutputOptions {
  out?: string;
  report?: string;
  findings?: string;
}

/** The same as whole paths that can be written to. */
export interface Outputs {
  out: string | null;
  report: { path: string; format: ReportFormat } | null;
  findings: string | null;
}

export type ReportFormat = 'html' | 'markdown' | 'json';
const reportFormats: Record<string, ReportFormat> = { html: 'html', htm: 'html', md: 'markdown', markdown: 'markdown', json: 'json' };

/**
 * Finds out before the work whether its results can be written.
 * @param inputs real paths of what is read, with the names that they were given by
 * @throws AnnealFailure InvalidInput
 */
export function checkOutputs({ out, report, findings }: OutputOptions, inputs: ReadonlyMap<string, string>): Outputs {
  const folder = out === undefined ? null : resolve(out);
  if (folder !== null) requireNewFolder(folder, out!, inputs);
  const format = report === undefined ? undefined : reportFormats[/\.([^./]+)$/.exec(report.toLowerCase())?.[1] ?? ''];
  if (report !== undefined && format === undefined) throw bad(`--report ${report}: its name must end in .html, .md or .json.`);
  const outputs: Outputs = {
    out: folder,
    report: report === undefined ? null : { path: resolve(report), format: format! },
    findings: findings === undefined ? null : resolve(findings),
  };
  if (outputs.report !== null) requireWritable('--report', outputs.report.path, folder, inputs);
  if (outputs.findings !== null) requireWritable('--findings', outputs.findings, folder, inputs);
  if (outputs.report !== null && outputs.report.path === outputs.findings) throw bad('--report and --findings name the same file.');
  return outputs;
}

function requireNewFolder(folder: string, name: string, inputs: ReadonlyMap<string, string>): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw bad(`--out ${name} is a file. Name a new folder.`);
    const inside = [...inputs].find(([path]) => isInside(path, realpathSync(folder)));
    if (inside !== undefined) throw bad(`--out ${name} holds ${inside[1]}, which is read. Name a new folder; nothing is overwritten.`);
    if (readdirSync(folder).length > 0) throw bad(`--out ${name} is not empty. Name a new folder; nothing is overwritten.`);
  }
  requireWritableFolder('--out', nearest(dirname(folder)));
}

/** A file that may be there: it is replaced. */
function requireWritable(option: string, path: string, out: string | null, inputs: ReadonlyMap<string, string>): void {
  if (out !== null && isInside(path, out)) {
    const name = relative(out, path);
    if (rowFiles.includes(name)) throw bad(`${option} ${path} would overwrite the rows of --out. Give it another name.`);
    return;
  }
  if (existsSync(path)) {
    if (!statSync(path).isFile()) throw bad(`${option} ${path} is no file. Name a file that may be written.`);
    if (inputs.has(realpathSync(path))) throw bad(`${option} ${path} is a file that is read. Name another one.`);
  }
  if (!existsSync(dirname(path)))
    throw bad(`${option} ${path}: the folder ${dirname(path)} is not there. Make it first, or name another one.`);
  requireWritableFolder(option, dirname(path));
}

function requireWritableFolder(option: string, folder: string): void {
  try {
    if (!statSync(folder).isDirectory()) throw bad(`${option}: ${folder} is no folder.`);
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    if (cause instanceof AnnealFailure) throw cause;
    throw new AnnealFailure(
      'InvalidInput',
      `${option}: the folder ${folder} cannot be written to (${(cause as NodeJS.ErrnoException).code}).`,
      {
        cause,
      },
    );
  }
}

/** The folder itself, or the first of its parents that is there. */
function nearest(folder: string): string {
  return existsSync(folder) ? folder : nearest(dirname(folder));
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith('../') && !way.startsWith('/');
}

const rowFiles = ['train.jsonl', 'validation.jsonl', 'test.jsonl', 'rows.jsonl'];

/** Everything that a check leaves. */
export interface Results {
  /** Parts of canonical rows. */
  parts: readonly PartFile[];
  report: string;
  findings: () => Iterable<Buffer> | AsyncIterable<Buffer>;
}

/** Writes what was asked for; the folder appears only when it is whole, and then holds files that were asked for inside of it. */
export async function writeResults({ out, report, findings }: Outputs, results: Results, signal: AbortSignal): Promise<void> {
  const partial = out === null ? null : join(dirname(out), `.${basename(out)}.partial-${process.pid}`);
  const place = (path: string) => (out !== null && partial !== null && isInside(path, out) ? join(partial, relative(out, path)) : path);
  try {
    if (partial !== null) await copyRows(results.parts, partial, signal);
    if (findings !== null) await writeWhole(place(findings), results.findings(), undefined, { durable: false });
    signal.throwIfAborted();
    if (report !== null) await writeWhole(place(report.path), [Buffer.from(results.report)], undefined, { durable: false });
    signal.throwIfAborted();
    if (partial === null || out === null) return;
    if (existsSync(out)) await rmdir(out);
    await rename(partial, out);
  } catch (error) {
    throw diskFailure(error, partial ?? report?.path ?? findings ?? '.');
  } finally {
    if (partial !== null) await rm(partial, { recursive: true, force: true });
  }
}

async function copyRows(parts: readonly PartFile[], folder: string, signal: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { split, path } of parts) {
    signal.throwIfAborted();
    await copyFile(path, join(folder, `${split ?? 'rows'}.jsonl`), constants.COPYFILE_FICLONE);
  }
}

function bad(message: string): AnnealFailure {
  return new AnnealFailure('InvalidInput', message);
}
