import type { FinishedRun } from '../contracts/finished-run.ts';
import { BehaviourReport } from '../contracts/behaviour-report.ts';
import { Prediction, type TestScores } from '../contracts/evaluation-report.ts';
import type { DroppedRow, RunReport } from '../contracts/report.ts';
import { Row } from '../contracts/row.ts';
import { RowFinding } from '../contracts/row-finding.ts';
import type { RunResult, StageAttempt, StageOutcome } from '../contracts/run.ts';
import { Curves } from '../contracts/training.ts';
import type { BlobRef } from '../contracts/blob.ts';
import type { RowCounts } from '../contracts/dataset.ts';
import { drawSamples } from '../evaluation/samples.ts';
import { buildReport } from '../report/build-report.ts';
import { reportHtml } from '../report/html.ts';
import { reportMarkdown } from '../report/markdown.ts';
import { blobKey, type Blobs } from '../storage/blobs.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { readAll } from './read-all.ts';
import { registerModel } from './register-model.ts';
import { tooLongRows } from './too-long-rows.ts';
import { weighRun } from './weigh-run.ts';

interface Publishing {
  store: ObjectStore;
  blobs: Blobs;
  version: string;
}

/**
 * Registers the model version with its whole lineage, and writes the report in three forms.
 * Safe to retry: the run has one version, whatever is tried; the report's objects are overwritten by equal ones.
 */
export async function publishModel({ store, blobs, version: annealVersion }: Publishing, request: FinishedRun): Promise<RunResult> {
  const { runId, plan, outcome, stages, controls } = request;
  const modelVersion = outcome === 'completed' ? await registerModel(store, blobs, request, annealVersion) : null;
  const { startedAt, finishedAt, workflowId, baseline, general, latency, goodput, testLooks } = request;
  const report = buildReport({
    outcome,
    runId,
    workflowId,
    startedAt,
    finishedAt,
    plan,
    modelVersion,
    baseline,
    general,
    latency,
    stages,
    controls,
    goodput,
    testLooks,
    ...(await details(blobs, request)),
    ...(await weighRun(blobs, request)),
  });
  const keys = { json: `runs/${runId}/report.json`, markdown: `runs/${runId}/report.md`, html: `runs/${runId}/report.html` };
  await store.put(keys.json, `${JSON.stringify(report, null, 2)}\n`);
  await store.put(keys.markdown, reportMarkdown(report));
  await store.put(keys.html, reportHtml(report));
  return {
    outcome,
    name: plan.name,
    planHash: plan.hash,
    modelVersion,
    stages: stages.map((stage) => ({
      name: stage.name,
      accepted: stage.accepted,
      attempts: stage.attempts.length,
      reason: reasonOf(stage),
    })),
    report: keys,
  };
}

function reasonOf({ accepted, decidedBy, gates, attempts }: StageOutcome): string {
  const by = decidedBy === 'person' ? ' by a person' : '';
  const tries = attempts.length === 1 ? '' : ` at attempt ${attempts.length}`;
  const telling = gates.find((gate) => gate.decision !== 'accept') ?? gates[0];
  return `${accepted ? 'accepted' : 'refused'}${by}${tries}${telling === undefined ? '' : `. ${telling.reason}`}`;
}

/** What the report shows beside scores: data with what was dropped, curves, sample answers. */
async function details(blobs: Blobs, request: FinishedRun): Promise<Pick<RunReport, 'data' | 'curves' | 'samples' | 'behaviour'>> {
  const curves: RunReport['curves'] = {};
  const samples: RunReport['samples'] = [];
  const behaviour: RunReport['behaviour'] = [];
  for (const outcome of request.stages) {
    for (const { attempt, training } of outcome.attempts)
      curves[`${outcome.name}/${attempt}`] = Curves.parse(await blobs.readJson(training.curves));
    for (const { report } of outcome.behaviour)
      behaviour.push({ stage: outcome.name, report: BehaviourReport.parse(await blobs.readJson(report)) });
    for (const tuned of outcome.tests.slice(0, outcome.teaches.length)) samples.push(...(await samplesOf(blobs, tuned, request)));
  }
  const attemptsAt = (test: string) => request.stages.filter(({ teaches }) => teaches.includes(test)).flatMap(({ attempts }) => attempts);
  return { data: await Promise.all(request.data.map((part) => dataOf(blobs, part, attemptsAt(part.stage)))), curves, samples, behaviour };
}

/** Rows of a report's list of dropped rows; the whole list stands in the store. */
const shownDropped = 50;

/** What preparation kept but training left out as too long counts as dropped too. */
async function dataOf(
  blobs: Blobs,
  { stage, dataset, splits }: FinishedRun['data'][number],
  attempts: readonly StageAttempt[],
): Promise<RunReport['data'][number]> {
  const tooLong = await tooLongRows(blobs, splits.train, attempts);
  const findings = [...dataset.findings, splits.findings];
  const dropped = [...(await droppedRows(blobs, findings, shownDropped)), ...tooLong];
  return {
    stage,
    counts: withDropped(dataset.counts, tooLong),
    statistics: dataset.statistics,
    splits: { train: splits.train.rows - tooLong.length, validation: splits.validation.rows, test: splits.test.rows },
    leaks: splits.leaks,
    testRows: splits.test,
    labels: dataset.labels,
    dropped: dropped.slice(0, shownDropped),
    droppedKeys: [...findings, ...(tooLong.length === 0 ? [] : [await blobs.putLines(tooLong)])].map(blobKey),
  };
}

/** The first rows that were left out, each once, with the first reason. */
async function droppedRows(blobs: Blobs, findings: readonly BlobRef[], most: number): Promise<DroppedRow[]> {
  const rows = new Map<string, DroppedRow>();
  for (const ref of findings) {
    for await (const line of blobs.readLines(ref)) {
      const { file, line: number, rule, action, message } = RowFinding.parse(line);
      const place = `${file}\0${number}`;
      if (action === 'drop' && !rows.has(place)) rows.set(place, { file, line: number, rule, reason: message });
      if (rows.size === most) return [...rows.values()];
    }
  }
  return [...rows.values()];
}

function withDropped({ read, kept, dropped }: RowCounts, more: readonly DroppedRow[]): RowCounts {
  const counts: Record<string, number> = { ...dropped };
  for (const { rule } of more) counts[rule] = (counts[rule] ?? 0) + 1;
  return { read, kept: kept - more.length, dropped: counts };
}

async function samplesOf(blobs: Blobs, tuned: TestScores, { data, baseline, plan }: FinishedRun): Promise<RunReport['samples']> {
  const { test } = tuned;
  const part = data.find(({ stage }) => stage === test)!;
  const own = baseline.filter((scores) => scores.test === test);
  const base = own.find((scores) => scores.prompt === 'fewShot') ?? own[0];
  if (base === undefined) return [];
  const predictions = ({ predictions: ref }: TestScores) => readAll(blobs, ref, Prediction.parse);
  const drawn = drawSamples({
    rows: await readAll(blobs, part.splits.test, Row.parse),
    labels: part.dataset.labels,
    base: await predictions(base),
    tuned: await predictions(tuned),
    count: 4,
    seed: plan.seed,
  });
  return drawn.map((sample) => ({ stage: test, ...sample }));
}
