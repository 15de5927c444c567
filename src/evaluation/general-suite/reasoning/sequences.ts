import { type Block, blocksOf, blockOf } from '../block.ts';

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const words = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Starting points and steps of counted sequences: up, down, and by more than one. */
const counted = [
  { starts: [1, 3, 6, 11, 14, 21, 36, 57], step: 1 },
  { starts: [2, 8, 12, 24, 30, 46, 62, 70], step: 2 },
  { starts: [5, 10, 15, 25, 40, 55, 60, 75], step: 5 },
  { starts: [10, 20, 30, 50, 110, 120, 200, 340], step: 10 },
  { starts: [100, 200, 300, 400, 500, 1100, 1200, 2000], step: 100 },
  { starts: [9, 14, 20, 33, 48, 51, 77, 90], step: -1 },
];

/** Words that take turns, two or three at a time. */
const turns = [
  ['red', 'blue'],
  ['cat', 'dog'],
  ['up', 'down'],
  ['yes', 'no'],
  ['sun', 'moon'],
  ['left', 'right'],
  ['tea', 'milk'],
  ['knife', 'fork'],
  ['black', 'white'],
  ['hot', 'cold'],
  ['apple', 'pear', 'plum'],
  ['one', 'two', 'three'],
  ['red', 'green', 'blue'],
  ['cat', 'dog', 'bird'],
  ['run', 'stop', 'turn'],
  ['rock', 'sand', 'clay'],
  ['tree', 'bush', 'grass'],
  ['king', 'queen', 'prince'],
];

/** Sequences that go on: the calendar, counting, letters, words that take turns. */
export function sequences(): Block[] {
  return [
    ...runsOf('days', days, 3),
    ...runsOf('months', months, 3),
    ...runsOf('number-words', words, 3),
    ...runsOf('ordinals', ordinals, 3),
    ...neighbours('day-after', 'Today is', 'so tomorrow is', days, 1),
    ...neighbours('month-after', 'This month is', 'so next month is', months, 1),
    ...neighbours('month-before', 'This month is', 'so last month was', months, -1),
    ...runsOf('letters', letters, 4),
    ...counted.flatMap(({ starts, step }) =>
      blocksOf(
        'counting',
        4,
        starts.map((start) => countedQuestion(start, step)),
      ),
    ),
    ...turns.map(turnsBlock),
  ];
}

/** Every stretch of the cycle or line, `shown` long, asks for what comes behind it. Only calendars go around. */
function runsOf(name: string, cycle: readonly string[], shown: number): Block[] {
  const goesAround = cycle === days || cycle === months;
  const count = goesAround ? cycle.length : cycle.length - shown;
  const at = (index: number) => cycle[index % cycle.length] ?? '';
  const questions = Array.from({ length: count }, (_, start) => ({
    prefix: `${Array.from({ length: shown }, (_unused, offset) => at(start + offset)).join(', ')},`,
    answer: at(start + shown),
  }));
  return blocksOf(`sequence-${name}`, 4, questions);
}

/** What stands `step` places behind each of a calendar's names. */
function neighbours(template: string, now: string, words: string, cycle: readonly string[], step: number): Block[] {
  return blocksOf(
    template,
    4,
    cycle.map((value, index) => ({ prefix: `${now} ${value}, ${words}`, answer: cycle.at((index + step) % cycle.length) ?? '' })),
  );
}

function countedQuestion(start: number, step: number): { prefix: string; answer: string } {
  return { prefix: `${[0, 1, 2, 3].map((index) => start + index * step).join(', ')},`, answer: String(start + 4 * step) };
}

/** The same words, broken off at each of them. */
function turnsBlock(cycle: readonly string[]): Block {
  const thrice = [...cycle, ...cycle, ...cycle];
  const questions = cycle.map((answer, index) => ({ prefix: `${thrice.slice(0, 2 * cycle.length + index).join(', ')},`, answer }));
  return blockOf('taking-turns', questions);
}
