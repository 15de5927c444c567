/** Quality in detail as data: of each test the further metrics of every model, and what became of each class. */
import type { ClassDetails, FurtherScore, TestScores } from '../contracts/evaluation-report.ts';
import type { Finding } from '../contracts/finding.ts';
import type { RunReport } from '../contracts/report.ts';
import { count, counted, onOwnScale, percent } from './numbers.ts';
import type { ProofRow } from './proof.ts';
import { lastAccepted, stageProofs, stageTeaching } from './proof.ts';

export interface TestDetail {
  test: string;
  n: number;
  accepted: boolean;
  /** The models of the proof; one that stands there twice is here once. */
  models: ProofRow[];
  /** Every further metric that any of them was measured by. */
  metrics: string[];
  /** Scores of the model right after the stage that taught the test. */
  taught: TestScores | null;
}

export const detailTitle = 'Quality in detail';
export const detailLead =
  'The same test rows by further metrics, each on its own scale. Where answers are labels: what the model right after the stage took for what, and whether it is right as often as it is sure.';

/** Tests of which more than the proof is known, in the order of the plan. */
export function testDetails(report: RunReport): TestDetail[] {
  return stageProofs(report).flatMap(({ stage, n, accepted, rows }) => {
    const isEnd = lastAccepted(report) === stageTeaching(report, stage);
    const models = rows.filter(({ model, scores }) => model !== 'end' || !(isEnd || scores === null));
    const metrics = [...new Set(models.flatMap(({ scores }) => Object.keys(scores?.further ?? {})))];
    const taught = rows.find(({ model }) => model === 'after')?.scores ?? null;
    if (metrics.length === 0 && taught?.classes === undefined) return [];
    return [{ test: stage, n, accepted, models, metrics, taught }];
  });
}

/** A further metric of a model, or why it is missing. */
export function furtherFinding({ scores, missing }: ProofRow, metric: string): Finding {
  if (scores === null) return { estimate: null, reason: missing };
  const score = furtherOf(scores, metric);
  return score === null
    ? { estimate: null, reason: 'this model was not scored by it' }
    : { estimate: score.estimate, reason: score.reason };
}

export function furtherOf({ further }: TestScores, metric: string): FurtherScore | null {
  return further !== undefined && Object.hasOwn(further, metric) ? further[metric]! : null;
}

/** A class as it is called; the class of answers that mean no label has no name of its own. */
export function classTitle(label: string): string {
  return label === '' ? 'no label' : label;
}

/** What became of each class of a test, with the scores that it comes from. null: the answers are no labels, or `noClasses` says why. */
export function classesOf({ taught }: TestDetail): { details: ClassDetails; scores: TestScores } | null {
  const details = taught?.classes?.details ?? null;
  return details === null ? null : { details, scores: taught! };
}

/** Why nothing is known of the classes; null where it is, or where answers are no labels. */
export function noClasses({ taught }: TestDetail): string | null {
  const reason = taught?.classes?.reason ?? null;
  return reason === null ? null : `Single classes are not shown: ${reason}.`;
}

/** What the matrix and the bins come to, a sentence each. */
export function classSentences({ details, scores }: { details: ClassDetails; scores: TestScores }): string[] {
  return [...mixedUp(details), ...sureness(details), ...calibrationScores(scores)];
}

function mixedUp({ labels, counts }: ClassDetails): string[] {
  const mistakes = counts.flatMap((row, reference) =>
    row.flatMap((rows, answer) => (answer === reference ? [] : [{ reference, answer, rows }])),
  );
  const wrong = sum(mistakes.map(({ rows }) => rows));
  const worst = mistakes.toSorted((one, other) => other.rows - one.rows)[0];
  if (worst === undefined || wrong === 0) return ['No row was taken for another class.'];
  const [reference, answer] = [labels[worst.reference]!, labels[worst.answer]!].map(classTitle);
  const of = sum(counts[worst.reference]!);
  return [
    `${counted(wrong, 'row')} taken for another class; most often ${reference} for ${answer}: ${count(worst.rows)} of the ${counted(of, 'row')} of ${reference}.`,
  ];
}

function sureness({ calibration }: ClassDetails): string[] {
  const rows = sum(calibration.map(({ n }) => n));
  if (rows === 0) return [];
  const mean = (of: 'confidence' | 'accuracy') => sum(calibration.map((bin) => bin.n * bin[of])) / rows;
  return [`The model is ${percent(mean('confidence'))} sure on average and right in ${percent(mean('accuracy'))}.`];
}

const calibrationMeanings = {
  ece: ['Expected calibration error', 'how far the circles lie from the diagonal, weighed by their rows; 0 is best'],
  brier: ['Brier score', 'mean of (probability − right)²; 0 is best, and 0.25 is what “50 %” to everything gets'],
} as const;

function calibrationScores(scores: TestScores): string[] {
  return (['ece', 'brier'] as const).flatMap((metric) => {
    const found = furtherOf(scores, metric);
    if (found === null) return [];
    const [title, meaning] = calibrationMeanings[metric];
    return [found.estimate === null ? `${title}: not measured, ${found.reason}.` : `${title} ${onOwnScale(found.estimate)}: ${meaning}.`];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
