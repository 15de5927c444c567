import type { DataReport, SplitEvidence } from '../../contracts/data-report.ts';
import type { SplitName } from '../../contracts/dataset.ts';
import { count, counted, ratio } from '../numbers.ts';
import { overall, shareText, splitVerdict, sumOf } from './data-verdict.ts';

/** The numbers that stand at the top of the page; the first is the largest. */
export function dataFacts(report: DataReport): { title: string; value: string; note: string }[] {
  const read = overall(report, ({ counts }) => counts.read);
  const kept = overall(report, ({ counts }) => counts.kept);
  const changed = overall(report, ({ counts }) => counts.changedRows);
  return [
    { title: 'Kept', value: shareText(kept, read), note: `${count(kept)} of ${counted(read, 'row')}, ${count(changed)} of them changed` },
    sensitiveFact(report),
    duplicateFact(report),
    ...(report.split === null ? [] : splitFacts(report.split)),
  ];
}

function sensitiveFact(report: DataReport): { title: string; value: string; note: string } {
  const values = overall(report, ({ sensitive }) => sensitive.reduce((sum, found) => sum + found.values, 0));
  const secrets = overall(report, ({ sensitive }) =>
    sensitive.filter(({ rule }) => rule === 'secret').reduce((sum, found) => sum + found.values, 0),
  );
  const refused = overall(report, ({ counts }) => sumOf({ pii: counts.refused.pii, secret: counts.refused.secret }));
  return {
    title: 'Personal data and secrets',
    value: count(values),
    note: `${counted(secrets, 'secret')}; ${refused === 0 ? 'none ends the run' : `${counted(refused, 'row')} would end the run`}`,
  };
}

function duplicateFact(report: DataReport): { title: string; value: string; note: string } {
  const exact = overall(report, ({ duplicates }) => duplicates.exactRows);
  const near = overall(report, ({ duplicates }) => duplicates.nearRows);
  const conflicts = overall(report, ({ duplicates }) => duplicates.conflictRows);
  return {
    title: 'Duplicates',
    value: count(exact + near),
    note: `${count(exact)} exact, ${count(near)} near; ${counted(conflicts, 'row')} with conflicting answers`,
  };
}

function splitFacts(split: SplitEvidence): { title: string; value: string; note: string }[] {
  const rows = (side: SplitName) => count(split.stages.reduce((sum, stage) => sum + stage.rows[side], 0));
  const { kind } = splitVerdict(split);
  const highest = split.mostSimilar === null ? '' : `; most alike ${ratio(split.mostSimilar.similarity)}`;
  return [
    {
      title: 'Across the split',
      value: { pass: 'nothing', unclear: 'not all looked for', fail: 'leaks' }[kind],
      note: `${rows('train')} train, ${rows('validation')} validation, ${rows('test')} test${highest}`,
    },
  ];
}
