import { describe, expect, test } from 'vitest';
import type { BehaviourReport } from '../../src/contracts/behaviour-report.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import { behaviourCost, groupSentences, robustnessBars, robustnessReports, robustnessSentences } from '../../src/report/behaviour.ts';
import { perturbationTitles } from '../../src/report/behaviour-words.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { robustnessChart } from '../../src/report/charts/robustness-bars.ts';
import { fairnessDetails, fairnessTables } from '../../src/report/tables/fairness-tables.ts';
import { robustnessTable } from '../../src/report/tables/robustness-table.ts';
import { contractReviewParts } from '../fixtures/report/contract-review-run.ts';

const report = buildReport(contractReviewParts());
const behaviourOn = (name: string): BehaviourReport => report.behaviour.find(({ stage }) => stage === name)!.report;
const robustnessOn = (name: string) => robustnessReports(report).find(({ test: of }) => of === name)!;
const nothing = { estimate: null, reason: 'nothing was answered' };

describe('robustness in a report', () => {
  test('lists the changes that do most harm first, twelve at most, and says how many are left', () => {
    const { robustness } = robustnessOn('company');
    const all = robustness.suites.flatMap(({ perturbations }) => perturbations);
    expect(all.length).toBeGreaterThan(12);
    const { rows, notes } = robustnessTable(robustness);
    expect(rows).toHaveLength(12);
    expect(notes).toContain(`${all.length - 12} further changes that did less harm: see report.json.`);
    const harmOf = (title: string) => {
      const { drop, failures, overRefusals, attacks } = all.find((each) => title.startsWith(`${perturbationTitles[each.perturbation]} (`))!;
      return Math.max(...[drop, failures, overRefusals, attacks].map(({ estimate }) => estimate?.mean ?? 0));
    };
    const harm = rows.map(([title]) => harmOf(title!));
    expect(harm).toEqual(harm.toSorted((one, other) => other - one));
    expect(harm[0]).toBeGreaterThan(0);
  });

  test('leaves out what labels cannot show, and says why', () => {
    const { head, notes } = robustnessTable(robustnessOn('general').robustness);
    expect(head).not.toContain('Refusals');
    expect(notes!.join('\n')).toMatch(/Refusals.*: not measured, labels are scored: no answer is written/);
  });

  test('shows a question without a right answer as not scored, not as 0', () => {
    const { robustness } = robustnessOn('company');
    const empty = { ...robustness, suites: robustness.suites.filter(({ suite }) => suite === 'edge') };
    const { rows, notes } = robustnessTable(empty);
    expect(rows.flat()).toContain('– (a)');
    expect(notes!.join('\n')).toContain('not measured: the question is another one: there is no right answer to score');
  });

  test('tells in a sentence what is lost at worst, what attacks got, and what was asked', () => {
    const of = robustnessOn('company');
    const { degradation, original, worst } = of.robustness.overall;
    const [lost, most, attacks, asked] = robustnessSentences(of);
    expect(lost).toContain(
      `With each of ${degradation.estimate!.n} rows in its worst way ${Math.round(degradation.estimate!.mean * 100)} points are lost`,
    );
    expect(lost).toContain(`${Math.round(original.estimate!.mean * 100)} % exact cards → ${Math.round(worst.estimate!.mean * 100)} %`);
    expect(most).toMatch(/^Most is lost with: .+ \(\d+ points?, −?\d+ to \d+\)(, .+\)){2}\.$/);
    expect(attacks).toMatch(/^Attacks: on \d+ % of \d+ rows \(\d+ to \d+\) at least one got the secret\.$/);
    expect(asked).toMatch(/^40 rows put in \d+ ways: \d+ questions\. The test’s further questions took \d+ s\.$/);
  });

  test('says why nothing is told of the worst case where no row has a score', () => {
    const of = robustnessOn('company');
    const overall = { ...of.robustness.overall, original: nothing, worst: nothing, degradation: nothing, retention: nothing };
    expect(robustnessSentences({ ...of, robustness: { ...of.robustness, overall } })[0]).toBe(
      'How far answers hold was not measured: nothing was answered.',
    );
    expect(robustnessChart({ ...of.robustness, overall }, 'exact cards')).toContain('as they are not measured');
  });

  test('draws a bar as it is, one for each suite at worst, and one for all', () => {
    const { robustness } = robustnessOn('company');
    expect(robustnessBars(robustness).map(({ title }) => title)).toEqual([
      'as they are',
      'typing errors',
      'other formats',
      'odd inputs',
      'attacks',
      'all of these',
    ]);
    expect(robustnessChart(robustness, 'exact cards')).toMatch(
      /aria-label="exact cards on company when questions are put otherwise: as they are \d+ % \(\d+ to \d+\); typing errors at worst \d+ %/,
    );
  });

  test('names its share of the run’s time', () => {
    const of = (seconds: number): RunReport => ({
      ...report,
      behaviour: [{ stage: 'company', report: { ...behaviourOn('company'), questions: 310, seconds } }],
    });
    expect(behaviourCost(of(51.6))).toBe('310 further questions took 52 s, 10 % of the run’s time.');
    expect(behaviourCost({ ...report, behaviour: [] })).toBe('No further question was put to a model for it.');
  });
});

describe('groups in a report', () => {
  const [group] = behaviourOn('company').groups as [BehaviourReport['groups'][number]];

  test('are told with gap, interval, p value and impact ratio', () => {
    const [gap, impact] = groupSentences(group);
    expect(gap).toMatch(/^By party, \w+ scores \d+ points more than \w+ \(−?\d+ to \d+\), p [=<] [\d.]+\.$/);
    expect(impact).toMatch(/^Impact ratio by party \d\.\d\d \(\d\.\d\d to \d\.\d\d\), lowest \w+ \d+ of \d+, highest \w+ \d+ of \d+: /);
  });

  test('say why there is no gap and no ratio', () => {
    const impactRatio = {
      ...group.impactRatio,
      ratio: null,
      low: null,
      high: null,
      lowest: null,
      highest: null,
      verdict: null,
      reason: 'no group has a favourable outcome',
    };
    expect(groupSentences({ ...group, gap: null, impactRatio })).toEqual([
      'No gap between groups by party was measured: fewer than two groups have enough rows.',
      'No impact ratio by party: no group has a favourable outcome.',
    ]);
    const of = {
      test: 'company',
      metric: 'exact cards',
      report: { ...behaviourOn('company'), groups: [{ ...group, gap: null, impactRatio }] },
    };
    const compared = fairnessDetails(of).find(({ caption }) => caption.endsWith('groups compared'))!;
    expect(compared.rows.flat().join()).not.toMatch(/\b0\b/);
    expect(compared.notes!.join('\n')).toContain('Impact ratio: not measured, no group has a favourable outcome');
  });

  test('have a table of slices, worst first, with rows that are not shown', () => {
    const base = behaviourOn('company');
    const slices = base.slices.map((slice) => ({ ...slice, further: 3, without: 1, unscored: 2 }));
    const [slice] = fairnessTables({ test: 'company', metric: 'exact cards', report: { ...base, slices } });
    expect(slice!.caption).toBe('company: exact cards by jurisdiction');
    expect(slice!.rows.map(([value]) => value)).toEqual(base.slices[0]!.slices.map(({ value }) => value));
    expect(slice!.notes).toEqual(['3 smaller slices are not shown.', '1 row without a value.', '2 rows without a score.']);
  });

  test('have a table of exchanged words with flips and what was left out', () => {
    const tables = fairnessTables({ test: 'company', metric: 'exact cards', report: behaviourOn('company') });
    const swaps = tables.find(({ caption }) => caption.includes('other people'))!;
    expect(swaps.rows.map(([name]) => name)).toEqual(['gender (nouns, pronouns, names)', 'names of another origin']);
    expect(swaps.head).toContain('Answers that change');
    expect(swaps.notes!.join('\n')).toMatch(/Names of another origin: rows left out: \d+ without such words/);
  });
});
