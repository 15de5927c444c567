import type { JudgeSummary } from '../../contracts/judge.ts';
import type { Estimate } from '../../contracts/evaluation-report.ts';
import { counted } from '../numbers.ts';
import { kappaText, measuredText, type OpinionSection, shareText } from './opinion-section.ts';

const verdictWords: Record<JudgeSummary['results']['verdict'], string> = {
  usable: 'can be believed as far as these checks go',
  unusable: 'is not to be believed',
  inconclusive: 'cannot be told from too little evidence to be believable or not',
};

/** What a judge said, and first of all whether it is to be believed. */
export function judgeSection({ judge, answeredBy, testRows, results, errors }: JudgeSummary): OpinionSection {
  const { rows, judged, identical, wins } = results;
  const others = answeredBy.filter((name) => name !== judge.model);
  return {
    id: 'judge',
    title: 'Judge',
    lead: `${judge.model} at ${judge.url}${others.length === 0 ? '' : `, answering as ${others.join(', ')}`}, compared base and tuned answers in both orders.`,
    sentences: [
      `The judge ${verdictWords[results.verdict]} (${results.verdict}): ${results.reasons.join('; ')}.`,
      `${counted(rows, 'row')}${rows < testRows ? ` of ${testRows}, drawn uniformly` : ''}: ${judged} judged, ${identical} with equal answers, ${counted(results.errors, 'error')}.`,
      `Won in both orders: tuned ${wins.tuned}, base ${wins.base}; ties and contradictions ${wins.tie}.`,
      ...errors.map(({ message, rows: failed }) => `Error of ${counted(failed, 'row')}: ${message}.`),
    ],
    tables: [checksTable(results)],
  };
}

function checksTable(results: JudgeSummary['results']): OpinionSection['tables'][number] {
  const { tunedWinRate, consistency, firstPosition, longerWins, people } = results;
  const share = (estimate: Estimate | null) => (estimate === null ? 'not known: no row tells' : shareText(estimate));
  const size = (estimate: Estimate | null) => (estimate === null ? '' : String(estimate.n));
  return {
    caption: 'What it says, and what it is worth',
    head: ['what', 'value (95 %)', 'rows', 'how to read it'],
    rows: [
      ['Tuned wins, ties as halves', measuredText(tunedWinRate), size(tunedWinRate.estimate), '50 % = no better than the base'],
      ['Same verdict in both orders', share(consistency), size(consistency), 'under 50 % is no better than guessing'],
      ['First answer wins', share(firstPosition), size(firstPosition), '50 % is fair; it looks at places outside 25 to 75 %'],
      ['Longer answer wins', share(longerWins), size(longerWins), 'beside what people say of the same rows'],
      ...(people === null
        ? [['Agreement with people, κ', 'not known: nobody has rated these rows', '', 'the command anneal review asks people']]
        : [
            ['Longer answer wins, by people', share(people.longerWins), size(people.longerWins), ''],
            ['Agreement with people, κ', kappaText(people.agreement), '', 'under 0.4 poor, over 0.6 good'],
          ]),
    ],
    numeric: [2],
  };
}
