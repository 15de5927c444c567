import { isProbability } from '../calibration/calibration-error.ts';
import { ownPrefix } from '../../contracts/metric-names.ts';
import type { OwnMetric } from '../../contracts/own-metric.ts';
import type { FileMetric } from './file-metric.ts';
import { meanFileMetric } from './mean-file-metric.ts';
import type { ScoreRow } from './score-row.ts';
import { noPrediction, remembered } from './text-file-metric.ts';

/** A metric of somebody's own, ready to be asked. */
export interface OwnMetricModule {
  name: string;
  metric: OwnMetric;
  /** Name of the module's file, without its folder. */
  file: string;
  /** Of the file's bytes: tells which version of the metric a number is of. */
  sha256: string;
}

export type OwnMetrics = ReadonlyMap<string, OwnMetricModule>;

export const noOwnMetrics: OwnMetrics = new Map();

const notApplicable = 'the module gave null: it does not apply';
const noNumber = 'the module gave neither a number from 0 to 1 nor null';
const promised = 'the module gave a promise; score has to be synchronous';

/** Digits of the hash that a signature shows. */
const shownDigits = 16;

/** The mean of what the module says of each row. A row that it fails on has no score, and a reason. */
export function ownFileMetric(own: OwnMetricModule): FileMetric {
  const name = `${ownPrefix}${own.name}`;
  const better = own.metric.higherIsBetter === false ? 'lower' : 'higher';
  const settings = { module: own.file, sha256: own.sha256.slice(0, shownDigits) };
  const scoreOf = remembered((row) => (row.prediction === null ? noPrediction : judged(own, row, row.prediction)));
  return {
    name,
    better,
    scale: 1,
    prepare: scoreOf,
    measure(rows) {
      const rightOrWrong = rows.map(scoreOf).every((score) => typeof score === 'string' || score === 0 || score === 1);
      const score = (_: string, row: ScoreRow) => scoreOf(row);
      return meanFileMetric({ name, rightOrWrong, better, settings, score, lacks: () => null }).measure(rows);
    },
  };
}

function judged(own: OwnMetricModule, { id, references, label, group, fields }: ScoreRow, prediction: string): number | string {
  const item = Object.freeze({ id, prediction, references: Object.freeze([...references]), label, group, row: fields });
  let given: unknown;
  try {
    given = own.metric.score(item);
  } catch (error) {
    return `the module threw ${thrownName(error)}${placeIn(own.file, error)}`;
  }
  if (given === null) return notApplicable;
  if (given instanceof Promise) {
    given.catch(() => {}); // one that nobody waits for would end the process
    return promised;
  }
  return typeof given === 'number' && isProbability(given) ? given : noNumber;
}

/** The kind of an error. Not its message, which may hold text of the row and would travel with the scores. */
function thrownName(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  return /^\w{1,40}$/u.test(name) ? name : 'something';
}

/** " (citations.ts:12)", where the stack tells. */
function placeIn(file: string, error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frame = stack.split('\n').find((line) => /^\s+at /u.test(line) && line.includes(`/${file}`));
  const line = frame === undefined ? undefined : /:(\d+):\d+\)?$/u.exec(frame)?.[1];
  return line === undefined ? '' : ` (${file}:${line})`;
}
