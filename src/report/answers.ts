/** Sample answers, sorted by what became of them. */
import type { AnswerKind } from '../contracts/dataset.ts';
import type { Comparison } from '../contracts/evaluation-report.ts';
import type { RunReport } from '../contracts/report.ts';
import { fieldAccuracy, parseJsonObject } from '../evaluation/json-answer.ts';
import { tokenF1 } from '../evaluation/token-f1.ts';
import { counted, count, percent } from './numbers.ts';
import { againstBase, stageProofs } from './proof.ts';
import { sameAnswer } from './same-answer.ts';
import { againstWords } from './wording.ts';

type Sample = RunReport['samples'][number];

export interface MarkedAnswer {
  text: string;
  /** 1 = right; between 0 and 1: so many of the reference's fields, or of its words. */
  score: number;
  /** "right", "50 % of fields right", "not the reference" */
  mark: string;
}

export interface MarkedSample extends Pick<Sample, 'stage' | 'prompt' | 'reference'> {
  base: MarkedAnswer;
  tuned: MarkedAnswer;
}

interface SampleGroup {
  title: string;
  samples: MarkedSample[];
}

/** Better, worse and unchanged answers; groups without any are left out. */
export function sampleGroups(report: RunReport): SampleGroup[] {
  const kinds = new Map(stageProofs(report).map(({ stage, answers }) => [stage, answers]));
  const marked = report.samples.map((sample) => markedSample(sample, kinds.get(sample.stage) ?? 'text'));
  const gain = ({ base, tuned }: MarkedSample) => tuned.score - base.score;
  const groups: [string, (sample: MarkedSample) => boolean][] = [
    ['Got better', (sample) => gain(sample) > 0],
    ['Got worse', (sample) => gain(sample) < 0],
    ['As right as before', (sample) => gain(sample) === 0 && sample.tuned.score > 0],
    ['Still wrong', (sample) => gain(sample) === 0 && sample.tuned.score === 0],
  ];
  return groups.map(([title, belongs]) => ({ title, samples: marked.filter(belongs) })).filter(({ samples }) => samples.length > 0);
}

function markedSample({ stage, prompt, reference, base, tuned }: Sample, kind: AnswerKind): MarkedSample {
  return { stage, prompt, reference, base: marked(base, reference, kind), tuned: marked(tuned, reference, kind) };
}

/** Never a full score for what is not the reference: an object with all fields right may hold others too. */
const almost = 0.99;

function marked(text: string, reference: string, kind: AnswerKind): MarkedAnswer {
  if (sameAnswer(text, reference)) return { text, score: 1, mark: 'right' };
  const share = Math.min(almost, partlyRight(text, reference, kind));
  const part = kind === 'json' ? 'fields right' : 'words shared';
  return { text, score: share, mark: share === 0 ? 'not the reference' : `${percent(share)} of ${part}` };
}

function partlyRight(text: string, reference: string, kind: AnswerKind): number {
  if (kind === 'labels') return 0;
  if (kind === 'text') return tokenF1(text, reference);
  const wanted = parseJsonObject(reference);
  return wanted === null ? 0 : fieldAccuracy(parseJsonObject(text), wanted);
}

/** Over whole tests: how many rows got better and worse, a sentence a test whose metric is right or wrong. */
export function changedSentences(report: RunReport): string[] {
  return stageProofs(report).flatMap(({ stage, comparisons }) => {
    const comparison = againstBase(comparisons, 'fewShot') ?? againstBase(comparisons, 'zeroShot');
    const changed = comparison === undefined ? null : changedRows(comparison);
    if (comparison === undefined || changed === null) return [];
    const { better, worse, same } = changed;
    return [
      `${stage}: of ${counted(comparison.difference.n, 'test row')} ${count(better)} got better against ${againstWords(comparison.against)}, ${count(worse)} got worse, ${count(same)} did not change.`,
    ];
  });
}

/**
 * Rows that turned right and wrong, from a comparison of right-or-wrong rows: with differences of −1, 0 and 1, better − worse
 * = n × mean and better + worse = sd² × (n − 1) + n × mean². null where the comparison is of another kind.
 */
export function changedRows({ difference, standardDeviation, test }: Comparison): { better: number; worse: number; same: number } | null {
  const { n, mean } = difference;
  if (test !== 'mcnemar-exact') return null;
  const moved = standardDeviation ** 2 * (n - 1) + n * mean ** 2;
  const [better, worse] = [(moved + n * mean) / 2, (moved - n * mean) / 2];
  if ([better, worse].some((value) => Math.abs(value - Math.round(value)) > 1e-3)) return null;
  return { better: Math.round(better), worse: Math.round(worse), same: n - Math.round(better) - Math.round(worse) };
}
