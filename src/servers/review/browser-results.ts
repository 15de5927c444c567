/** The results in the browser, put into the page as browser.ts is. Names of raters are only ever set as text. */
import type { Kappa, Measured, ReviewResults } from '../../contracts/review.ts';
import type { PageElement } from './browser-types.ts';

type Make = (tag: string, className: string, text: string) => PageElement;
type Cell = [className: string, text: string];

/** Tables of what all ratings come to. */
export function showResults(results: ReviewResults, make: Make): PageElement[] {
  const { rows, rated, preferences, betweenRaters, selfRepeat, judge } = results;
  const agreement = (who: string, { preference, acceptability }: { preference: Kappa; acceptability: Kappa }): Cell[] => [
    ['', who],
    ['value', kappaText(preference)],
    ['value', kappaText(acceptability)],
  ];
  const shares: Cell[][] = [
    [
      ['', 'Tuned model preferred, ties as halves'],
      ['value', measuredText(results.tunedWinRate)],
    ],
    [
      ['', 'Tuned model’s answers good'],
      ['value', measuredText(results.tunedAcceptable)],
    ],
    [
      ['', 'Base model’s answers good'],
      ['value', measuredText(results.baseAcceptable)],
    ],
    [
      ['', 'Difference, tuned − base'],
      ['value', measuredText(results.acceptableDifference, ' points')],
    ],
  ];
  const note = `${rated} of ${rows} rows were rated; each counts for as many as it stands for. Plain count of first ratings: tuned ${preferences.tuned}, equal ${preferences.tie}, base ${preferences.base}.`;
  const kappas = [
    ...betweenRaters.map((pair) => agreement(pair.raters.join(' and '), pair)),
    ...selfRepeat.map((self) => agreement(`${self.rater}, the second time`, self)),
  ];
  const judged: Cell[][] =
    judge === null
      ? []
      : [
          [
            ['', 'Judge and people'],
            ['value', kappaText(judge.withPeople)],
          ],
          ...judge.withRaters.map(({ rater, kappa }): Cell[] => [
            ['', `Judge and ${rater}`],
            ['value', kappaText(kappa)],
          ]),
        ];
  return [
    ...tableOf('Results, with 95 % intervals', ['of all test rows', 'share'], shares, make),
    make('p', 'note', note),
    ...tableOf('Agreement (Cohen’s κ)', ['who', 'which is better', 'good or bad'], kappas, make),
    make('p', 'note', 'κ is agreement beyond chance: 1 = always, 0 = no more than by chance.'),
    ...(judge === null ? [] : tableOf(`The judge, ${judge.model} (Cohen’s κ)`, ['who', 'which is better'], judged, make)),
    ...tableOf(
      'Raters',
      ['name', 'rated', 'skipped'],
      results.raters.map((rater): Cell[] => [
        ['', rater.name],
        ['', `${rater.done} of ${rater.asked}`],
        ['', String(rater.skipped)],
      ]),
      make,
    ),
  ];
}

function tableOf(title: string, head: string[], rows: Cell[][], make: Make): PageElement[] {
  const line = (cells: Cell[], tag: string) => {
    const row = make('tr', '', '');
    row.append(...cells.map(([className, text]) => cellOf(tag, className, text, make)));
    return row;
  };
  const table = make('table', '', '');
  const [top, body] = [make('thead', '', ''), make('tbody', '', '')];
  top.append(
    line(
      head.map((text): Cell => ['', text]),
      'th',
    ),
  );
  body.append(...rows.map((cells) => line(cells, 'td')));
  table.append(make('caption', '', title), top, body);
  const box = make('div', 'scroll', '');
  box.append(table);
  return [box];
}

/** A number in bold, what follows it in grey. */
function cellOf(tag: string, className: string, text: string, make: Make): PageElement {
  const [, number = '', rest = text] = /^([\d−.]+(?: %| points)?)(.*)$/.exec(text) ?? [];
  if (className !== 'value') return make(tag, className, text);
  const cell = make(tag, className, number);
  cell.append(make('span', 'interval', rest));
  return cell;
}

function measuredText({ estimate, reason }: Measured, unit = ' %'): string {
  if (estimate === null) return `not known: ${reason ?? ''}`;
  const hundred = (share: number) => String(Math.round(share * 100)).replace('-', '−');
  return `${hundred(estimate.mean)}${unit} (${hundred(estimate.low)} to ${hundred(estimate.high)})`;
}

function kappaText({ value, low, high, n, reason }: Kappa): string {
  const number = (kappa: number) => kappa.toFixed(2).replace('-', '−');
  if (value === null) return `none: ${reason ?? ''}`;
  if (low === null || high === null) return `${number(value)}, n = ${n}; ${reason ?? ''}`;
  return `${number(value)} (${number(low)} to ${number(high)}), n = ${n}`;
}

/** Everything that this part of the page's script consists of. */
export const resultsFunctions = [showResults, tableOf, cellOf, measuredText, kappaText] as const;
