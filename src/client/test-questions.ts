import { AnnealFailure } from '../contracts/failure.ts';
import type { RunReport } from '../contracts/report.ts';
import { type Message, Row } from '../contracts/row.ts';
import { promptOf } from '../data/canonical-row.ts';
import { prefixRow } from '../data/prefix-row.ts';
import type { Blobs } from '../storage/blobs.ts';

/** What a run's model is asked in its tests. */
export interface TestQuestions {
  /** Stage, or task, that the test rows belong to. */
  stage: string;
  /** Put before each question already; '' for stages. */
  prefix: string;
  questions: { id: string; messages: Message[] }[];
  /** How its training prompts were put. */
  format: 'chat' | 'completion';
  /** null: the spec names no limit. */
  maxNewTokens: number | null;
}

/**
 * The questions of an ended run's test rows.
 * @param stage default: the last one that has test rows
 * @param prefixed false: without the task's prefix, for servers that put it themselves
 * @throws AnnealFailure NotFound with the stages that there are
 */
export async function testQuestions(
  blobs: Pick<Blobs, 'readLines'>,
  report: RunReport,
  { stage, prefixed = true }: { stage?: string; prefixed?: boolean } = {},
): Promise<TestQuestions> {
  const found = report.data.findLast((one) => one.testRows !== undefined && (stage === undefined || one.stage === stage));
  const planned = report.plan.stages.find(({ name }) => name === found?.stage);
  if (found?.testRows === undefined || planned === undefined) throw noQuestions(report, stage);
  const prefix = prefixed ? planned.prefix : '';
  const questions = [];
  for await (const line of blobs.readLines(found.testRows)) {
    const row = prefixRow(Row.parse(line), prefix);
    questions.push({ id: row.id, messages: promptOf(row) });
  }
  if (questions.length === 0) throw noQuestions(report, stage);
  return { stage: found.stage, prefix, questions, format: planned.format, maxNewTokens: report.plan.evaluation.maxNewTokens };
}

function noQuestions({ workflowId, data }: RunReport, stage: string | undefined): AnnealFailure {
  const names = data.filter(({ testRows }) => testRows !== undefined).map((one) => one.stage);
  const rest =
    names.length === 0
      ? `\`anneal rerun ${workflowId}\` writes a new report; finished steps are not done again.`
      : `There are ${names.join(', ')}.`;
  return new AnnealFailure('NotFound', `Run "${workflowId}" has no test rows${stage === undefined ? '' : ` of "${stage}"`}. ${rest}`);
}
