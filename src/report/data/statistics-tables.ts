import type { ShownStatistics, TextVariety } from '../../contracts/data-report.ts';
import { SplitName } from '../../contracts/dataset.ts';
import type { LengthStatistics } from '../../contracts/dataset.ts';
import { count, notMeasured, percent, ratio, significant } from '../numbers.ts';
import type { ReportTable } from '../tables/table.ts';

/** Mean and quantiles of lengths, of all rows and by split. */
export function lengthTable({ prompt, answer, splits }: ShownStatistics): ReportTable {
  const ofSplits = SplitName.options.flatMap((split) => (splits[split] === undefined ? [] : [{ title: split, of: splits[split] }]));
  const rows: [what: string, of: string, lengths: LengthStatistics | null][] = [
    ['Words in a prompt', 'all', prompt.words],
    ...ofSplits.map(({ title, of }): (typeof rows)[number] => ['Words in a prompt', title, of.promptWords]),
    ['Words in an answer', 'all', answer.words],
    ...ofSplits.map(({ title, of }): (typeof rows)[number] => ['Words in an answer', title, of.answerWords]),
    ...ofSplits.map(({ title, of }): (typeof rows)[number] => ['Tokens in a row', title, of.tokens]),
    ['Tokens in a prompt', 'all', prompt.tokens],
    ['Tokens in an answer', 'all', answer.tokens],
    ['Characters in a prompt', 'all', prompt.characters],
    ['Characters in an answer', 'all', answer.characters],
  ];
  const measured = rows.filter(([, , lengths]) => lengths !== null);
  return {
    caption: 'Lengths: mean and quantiles',
    head: ['Length', 'Of', 'Mean', '5 %', 'Median', '95 %', 'Longest'],
    numeric: [2, 3, 4, 5, 6],
    rows: measured.map(([what, of, lengths]) => [what, of, ...quantiles(lengths!)]),
    notes: measured.length < rows.length ? ['Tokens were not counted: no tokenizer was given.'] : [],
  };
}

function quantiles({ mean, p5, p50, p95, max }: LengthStatistics): string[] {
  return [mean, p5, p50, p95, max].map(lengthText);
}

/** How varied prompts and answers are. */
export function varietyTable({ prompts, answers }: ShownStatistics): ReportTable {
  const row = (title: string, of: (variety: TextVariety) => string, meaning: string) => [title, of(prompts), of(answers), meaning];
  const sampled = (score: TextVariety['selfBleu']) =>
    score === null ? notMeasured : `${significant(score.score)} of ${count(score.sample)}`;
  return {
    caption: 'Variety',
    head: ['What', 'Prompts', 'Answers', 'How to read it'],
    numeric: [1, 2],
    rows: [
      row('Running words', ({ words }) => count(words), ''),
      row('Vocabulary', ({ vocabularySize }) => distinctText(vocabularySize), 'different words'),
      row('Distinct-1', ({ distinct1 }) => share(distinct1), 'different words ÷ words; falls with size'),
      row('Distinct-2', ({ distinct2 }) => share(distinct2), 'different pairs ÷ pairs of words'),
      row(
        'Type–token ratio',
        ({ typeTokenRatio }) => (typeTokenRatio === null ? notMeasured : share(typeTokenRatio.mean)),
        'different words ÷ words in windows of one length',
      ),
      row('Self-BLEU', ({ selfBleu }) => sampled(selfBleu), '0 to 100, of a sample; high = alike'),
      row('Vendi score', ({ vendiScore }) => sampled(vendiScore), 'how many different texts the sample amounts to'),
    ].filter(([, one, other]) => one !== notMeasured || other !== notMeasured),
  };
}

/** What a run over these rows would take, and what they are made of. */
export function sizeTable(statistics: ShownStatistics): ReportTable {
  const { rows, turns, distinctAnswers, duplicateShare, syntheticShare, tokensPerEpoch, labelBalance } = statistics;
  return {
    caption: 'Size and make-up',
    head: ['What', 'Value'],
    numeric: [1],
    rows: [
      ['Rows', count(rows)],
      ['Messages in a row, median and most', `${lengthText(turns.p50)}, ${lengthText(turns.max)}`],
      ['Different answers', distinctText(distinctAnswers)],
      ['Repeated rows', percent(duplicateShare, 1)],
      ['Synthetic rows', percent(syntheticShare, 1)],
      ['Tokens an epoch', tokensPerEpoch === null ? notMeasured : count(tokensPerEpoch)],
      ...(labelBalance === null ? [] : [['Balance of labels (1 = equal)', ratio(labelBalance.balance)]]),
    ],
  };
}

/** Lengths of the rows with each label. */
export function labelLengthTable({ byLabel }: ShownStatistics): ReportTable {
  return {
    caption: 'Lengths by label: median (95 %)',
    head: ['Label', 'Rows', 'Words in a prompt', 'Words in an answer', 'Tokens in a row'],
    numeric: [1, 2, 3, 4],
    rows: Object.entries(byLabel)
      .toSorted(([, a], [, b]) => b.rows - a.rows)
      .map(([label, { rows, promptWords, answerWords, tokens }]) => [
        label,
        count(rows),
        ...[promptWords, answerWords, tokens].map((found) =>
          found === null ? notMeasured : `${lengthText(found.p50)} (${lengthText(found.p95)})`,
        ),
      ]),
  };
}

/** A whole number as it is, a mean or an interpolated quantile with three digits. */
function lengthText(value: number): string {
  return Number.isInteger(value) ? count(value) : significant(value);
}

function distinctText({ count: value, estimated }: { count: number; estimated: boolean }): string {
  return `${estimated ? '≈ ' : ''}${count(value)}`;
}

/** Three digits: shares of vocabularies are often below one in a hundred. */
function share(value: number): string {
  return value.toFixed(3);
}
