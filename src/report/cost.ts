import type { RunReport } from '../contracts/report.ts';
import { basisOf } from '../evaluation/cost/measure-cost.ts';
import { count, counted, duration, significant } from './numbers.ts';

export const costTitle = 'Cost';

/** Which prices, of which day, from where. */
export function costLead({ cost }: RunReport): string {
  const prices = [cost?.prices.machine, cost?.prices.hosted].flatMap((price) => (price == null ? [] : [basisOf(price)]));
  return `Prices in ${cost?.prices.currency ?? ''}: ${prices.join('; ')}.`;
}

/** What the training cost, and why something has no price. */
export function costSentences({ cost }: RunReport): string[] {
  if (cost === null) return [];
  const { training, prices, reason } = cost;
  const price = training.cost === null ? `no price: ${training.reason}` : `${significant(training.cost)} ${prices.currency}`;
  const hosted =
    training.hostedCost === null
      ? []
      : [
          `As many training tokens (${count(training.trainTokens)}) would cost ${significant(training.hostedCost)} ${prices.currency} at ${prices.hosted?.model ?? ''}.`,
        ];
  const unpriced = cost.tests.flatMap(({ test, models }) =>
    models
      .filter(({ report }) => report.withoutUsage > 0)
      .map(
        ({ title, report }) => `${title} on ${test}: ${counted(report.withoutUsage, 'request')} of unknown usage, in none of the numbers.`,
      ),
  );
  return [
    `Training took ${duration(training.seconds)} in ${counted(training.attempts, 'attempt')}: ${price}.`,
    ...hosted,
    ...(reason === null ? [] : [`No cost of answers: ${reason}.`]),
    ...unpriced,
  ];
}

/** What the costs rest on, for the list of assumptions. */
export function costAssumptions({ cost }: RunReport): string[] {
  if (cost === null) return [];
  const bases = cost.tests.flatMap(({ test, models }) =>
    models.filter(({ model }) => model === 'hosted').map(({ report }) => `${test}: ${report.basis}.`),
  );
  return [
    ...(cost.prices.machine === null
      ? []
      : [
          'A machine is paid for the seconds that it answers or trains, one batch after the other: hours in which it waits cost as much and are in no number.',
          'Break-even counts the trainings of all stages, and requests like those of the test.',
        ]),
    ...(bases.length === 0 ? [] : [`The hosted model was not asked, and nothing is said of how often it is right. ${bases.join(' ')}`]),
  ];
}
