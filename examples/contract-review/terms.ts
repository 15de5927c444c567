/** The terms that are planted into clauses: how a contract writes them, and what the card says. */
import { pick } from './random.ts';

/** `text` stands in the clause; `fields` are what a right card holds for it. */
export type Term = { text: string; fields: Record<string, string | number> };

const words: Record<number, string> = {
  2: 'two',
  3: 'three',
  4: 'four',
  5: 'five',
  6: 'six',
  7: 'seven',
  8: 'eight',
  9: 'nine',
  10: 'ten',
  12: 'twelve',
  14: 'fourteen',
  15: 'fifteen',
  18: 'eighteen',
  20: 'twenty',
  21: 'twenty-one',
  24: 'twenty-four',
  28: 'twenty-eight',
  30: 'thirty',
  36: 'thirty-six',
  40: 'forty',
  45: 'forty-five',
  48: 'forty-eight',
  60: 'sixty',
  90: 'ninety',
};
const days = [7, 10, 14, 15, 20, 21, 28, 30, 40, 45, 60, 90];
const hours = [2, 3, 4, 5, 6, 8, 12, 24, 36, 48];
const months = [3, 6, 9, 12, 15, 18, 24, 30, 36, 48];
const years = [2, 3, 4, 5, 6, 7, 8, 10];
const thousands = [20, 25, 40, 50, 60, 75, 80, 90, 100, 120, 150, 200, 250, 300, 400, 500, 600, 750, 800, 900];
/** How money is written. */
export const currencies = [
  { code: 'EUR', symbol: '€', name: 'euros' },
  { code: 'USD', symbol: '$', name: 'US dollars' },
  { code: 'GBP', symbol: '£', name: 'pounds sterling' },
] as const;
function span(count: number, unit: string, adjective: string, random: () => number): string {
  const written = `${words[count] ?? count} (${count}) ${unit}`;
  return pick([`${count} ${unit}`, written, `${count} ${adjective} ${unit}`], random);
}

function money(random: () => number): Term {
  const amount = pick(thousands, random) * 1000;
  const currency = pick(currencies, random);
  const digits = `${amount / 1000},000`;
  const text = pick([`${currency.code} ${digits}`, `${currency.symbol}${digits}`, `${digits} ${currency.name}`], random);
  return { text, fields: { amount, currency: currency.code } };
}

/** How each kind of slot is filled. The values are shared by all splits. */
export const termMakers = {
  days(random: () => number): Term {
    const count = pick(days, random);
    return { text: span(count, 'days', 'calendar', random), fields: { days: count } };
  },
  months(random: () => number): Term {
    const count = pick(months, random);
    return { text: span(count, 'months', 'calendar', random), fields: { months: count } };
  },
  years(random: () => number): Term {
    const count = pick(years, random);
    return { text: span(count, 'years', 'full', random), fields: { years: count } };
  },
  amount: money,
  hours(random: () => number): Term {
    const count = pick(hours, random);
    return { text: span(count, 'hours', 'full', random), fields: { hours: count } };
  },
} satisfies Record<string, (random: () => number) => Term>;
export type Slot = keyof typeof termMakers;
