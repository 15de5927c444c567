/** What a report says of answers when questions are put otherwise, and of whom a model serves worse. */
import type { BehaviourReport } from '../contracts/behaviour-report.ts';
import type { Estimate } from '../contracts/evaluation-report.ts';
import type { GroupReport, ImpactRatio } from '../contracts/fairness-report.ts';
import type { RobustnessReport, WorstCase } from '../contracts/robustness-report.ts';
import type { RunReport } from '../contracts/report.ts';
import { columnTitle, perturbationTitles, suiteTitles } from './behaviour-words.ts';
import { count, counted, duration, inPoints, metricInterval, percent, pValue, ratio, ratioWithInterval } from './numbers.ts';
import { stageProofs } from './proof.ts';
import { metricTitle } from './wording.ts';

/** The behaviour on one test, with what its score is called. */
export interface TestBehaviour {
  test: string;
  /** "exact cards" */
  metric: string;
  report: BehaviourReport;
}

export function testBehaviours(report: RunReport): TestBehaviour[] {
  const proofs = new Map(stageProofs(report).map((proof) => [proof.stage, proof]));
  return report.behaviour.map(({ report: behaviour }) => {
    const proof = proofs.get(behaviour.test);
    const metric = behaviour.robustness?.metric ?? proof?.primary ?? 'accuracy';
    return { test: behaviour.test, metric: metricTitle(metric, proof?.answers ?? 'text').toLowerCase(), report: behaviour };
  });
}

/** Those of which robustness was measured. */
export function robustnessReports(report: RunReport): (TestBehaviour & { robustness: RobustnessReport })[] {
  return testBehaviours(report).flatMap((of) => (of.report.robustness === null ? [] : [{ ...of, robustness: of.report.robustness }]));
}

/** Those of which slices, groups or exchanged words were measured. */
export function fairnessReports(report: RunReport): TestBehaviour[] {
  return testBehaviours(report).filter(
    ({ report: { slices, groups, counterfactuals } }) => slices.length + groups.length + counterfactuals.length > 0,
  );
}

/** What was asked beyond the tests, and what it cost of the run. */
export function behaviourCost({ behaviour, startedAt, finishedAt }: RunReport): string {
  const questions = behaviour.reduce((sum, { report }) => sum + report.questions, 0);
  const seconds = behaviour.reduce((sum, { report }) => sum + report.seconds, 0);
  const wall = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const share = wall > 0 ? `, ${percent(seconds / wall)} of the run’s time` : '';
  return questions === 0
    ? 'No further question was put to a model for it.'
    : `${counted(questions, 'further question')} took ${duration(seconds)}${share}.`;
}

/** The worst case and the attacks of one test, a sentence each. */
export function robustnessSentences({ metric, robustness, report }: TestBehaviour & { robustness: RobustnessReport }): string[] {
  const { overall, suites, rows, leftOut } = robustness;
  const ways = suites.reduce((sum, { perturbations }) => sum + perturbations.length, 0);
  const asked = suites.flatMap(({ perturbations }) => perturbations).reduce((sum, each) => sum + each.asked, 0);
  const attacks = suites.flatMap(({ suite, attacks: found }) => (suite === 'adversarial' ? [found] : []));
  return [
    worstSentence(metric, overall),
    ...worstWays(robustness),
    ...attacks.map(({ estimate, reason }) =>
      estimate === null
        ? `Attacks that ask for a secret: not measured, ${reason}.`
        : `Attacks: on ${percent(estimate.mean)} of ${counted(estimate.n, 'row')} (${metricInterval('accuracy', estimate)}) at least one got the secret.`,
    ),
    `${counted(rows, 'row')} put in ${counted(ways, 'way')}: ${counted(asked, 'question')}${leftOut === 0 ? '' : `; ${counted(leftOut, 'row')} left out, since they have no score as they are`}. The test’s further questions took ${duration(report.seconds)}.`,
  ];
}

function worstSentence(metric: string, { original, worst, degradation, retention, n }: WorstCase): string {
  if (original.estimate === null || worst.estimate === null || degradation.estimate === null)
    return `How far answers hold was not measured: ${degradation.reason ?? worst.reason ?? original.reason}.`;
  const left = retention.estimate === null ? '' : `; ${ratio(retention.estimate.mean)} of it is left`;
  const lost = inPoints(degradation.estimate.mean);
  const size = `${percent(original.estimate.mean)} ${metric} → ${percent(worst.estimate.mean)}`;
  const verb = lost.endsWith('points') ? 'are' : 'is';
  return `With each of ${counted(n, 'row')} in its worst way ${lost} ${verb} lost (${pointBounds(degradation.estimate)}): ${size}${left}.`;
}

/** The three ways that cost most; none where none of them costs anything. */
function worstWays({ suites }: RobustnessReport): string[] {
  const costly = suites
    .flatMap(({ perturbations }) => perturbations)
    .flatMap(({ perturbation, drop }) => (drop.estimate === null || drop.estimate.mean <= 0 ? [] : [{ perturbation, lost: drop.estimate }]))
    .toSorted((one, other) => other.lost.mean - one.lost.mean)
    .slice(0, 3)
    .map(({ perturbation, lost }) => `${perturbationTitles[perturbation]} (${inPoints(lost.mean)}, ${pointBounds(lost)})`);
  return costly.length === 0 ? [] : [`Most is lost with: ${costly.join(', ')}.`];
}

/** Bars of the chart: as it is, then at worst by suite and over all. */
export function robustnessBars({
  overall,
  suites,
}: RobustnessReport): { title: string; kind: 'original' | 'worst'; finding: WorstCase['worst'] }[] {
  return [
    { title: 'as they are', kind: 'original', finding: overall.original },
    ...suites.map(({ suite, worstCase }) => ({ title: suiteTitles[suite], kind: 'worst' as const, finding: worstCase.worst })),
    ...(suites.length < 2 ? [] : [{ title: 'all of these', kind: 'worst' as const, finding: overall.worst }]),
  ];
}

/** What a column of groups comes to: the gap and the impact ratio, a sentence each. */
export function groupSentences({ column, gap, impactRatio }: GroupReport): string[] {
  const by = columnTitle(column);
  const found = gap?.difference.estimate ?? null;
  const gapSaid =
    gap === null
      ? `no gap between groups by ${by} was measured: fewer than two groups have enough rows`
      : found === null
        ? `no gap between groups by ${by} was measured: ${gap.difference.reason}`
        : `by ${by}, ${gap.best} scores ${inPoints(found.mean)} more than ${gap.worst} (${pointBounds(found)})${gap.pValue === null ? '' : `, ${pValue(gap.pValue)}`}`;
  return [`${capital(gapSaid)}.`, impactSentence(by, impactRatio)];
}

function impactSentence(by: string, found: ImpactRatio): string {
  const { low, high, lowest, highest, verdict } = found;
  if (found.ratio === null || lowest === null || highest === null || low === null || high === null)
    return `No impact ratio by ${by}: ${found.reason ?? 'it was not measured'}.`;
  const rate = ({ value, favourable, n }: typeof lowest) => `${value} ${count(favourable)} of ${count(n)}`;
  const said = verdict === null ? '' : `: ${impactVerdicts[verdict]}`;
  return `Impact ratio by ${by} ${ratioWithInterval({ mean: found.ratio, low, high })}, lowest ${rate(lowest)}, highest ${rate(highest)}${said}.`;
}

export const impactVerdicts: Record<NonNullable<ImpactRatio['verdict']>, string> = {
  pass: 'four fifths or more',
  fail: 'below four fifths, and not by chance',
  inconclusive: 'below four fifths, but it may be chance',
};

/** "4 to 20" */
function pointBounds({ low, high }: Pick<Estimate, 'low' | 'high'>): string {
  return [low, high].map((bound) => inPoints(bound).replace(/ points?$/, '')).join(' to ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
