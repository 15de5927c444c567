import { JudgeVerdict } from '../../contracts/judge.ts';
import type { JudgedPair } from '../../contracts/judge.ts';
import type { Side, Winner } from '../../contracts/review.ts';
import type { AnswerPair } from '../review/pairs.ts';

/** What a judge said, or why it is no verdict. */
export type ReadVerdict = { verdict: JudgeVerdict; problem: null } | { verdict: null; problem: string };

/** A judge's reply: one JSON object of the schema, alone or as the only thing in a code fence. Anything else is an error. */
export function readVerdict(reply: string): ReadVerdict {
  const text = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(reply)?.[1] ?? reply;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { verdict: null, problem: reply.trim() === '' ? 'an empty reply' : 'a reply that is not one JSON object' };
  }
  const parsed = JudgeVerdict.safeParse(value);
  if (parsed.success) return { verdict: parsed.data, problem: null };
  const places = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the object'}: ${message}`);
  return { verdict: null, problem: `a reply of another shape (${places.join('; ')})` };
}

/** Whom a verdict names, given whose answer was A. */
export function winnerOf({ winner }: JudgeVerdict, first: Side): Winner {
  if (winner === 'tie') return 'tie';
  const second: Side = first === 'base' ? 'tuned' : 'base';
  return winner === 'A' ? first : second;
}

/** Both orders of one pair: a win only where both name the same model, else a tie. */
export function combineOrders(pair: AnswerPair, baseFirst: JudgeVerdict, tunedFirst: JudgeVerdict): JudgedPair {
  const orders: [Winner, Winner] = [winnerOf(baseFirst, 'base'), winnerOf(tunedFirst, 'tuned')];
  return {
    kind: 'judged',
    test: pair.test,
    row: pair.row,
    group: pair.group,
    winner: orders[0] === orders[1] ? orders[0] : 'tie',
    orders,
    characters: { base: pair.answers.base.length, tuned: pair.answers.tuned.length },
    reasons: [baseFirst.reason, tunedFirst.reason],
  };
}
