import { type Block, type Question, blocksOf } from '../block.ts';

const words = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const word = (value: number) => words[value] ?? String(value);

/** "1 1, 2 1" as pairs of numbers. */
function pairs(text: string): [number, number][] {
  return text.split(', ').map((pair) => pair.split(' ').map(Number) as [number, number]);
}

const sums = pairs('1 1, 2 1, 2 2, 3 2, 3 3, 4 1, 4 3, 5 3, 5 5, 6 2, 6 3, 7 1, 7 3, 8 1, 4 2, 5 1');
const differences = pairs('3 1, 4 1, 5 1, 5 2, 6 1, 6 3, 7 2, 8 2, 8 1, 9 1, 10 1, 10 2, 10 5, 9 3, 7 3, 4 2');
const products = pairs('2 2, 2 3, 2 4, 2 5, 3 3, 3 4, 4 4, 5 3, 5 5, 2 10, 3 10, 5 10, 6 2, 10 10, 4 5, 9 2');

/** Small sums, differences and products in figures; prices and the clock. */
export function arithmetic(): Block[] {
  return [
    ...blocksOf(
      'sum',
      4,
      sums.map(([a, b]) => ({ prefix: `1 + 2 = 3. 4 + 4 = 8. ${a} + ${b} =`, answer: String(a + b) })),
    ),
    ...blocksOf(
      'difference',
      4,
      differences.map(([a, b]) => ({ prefix: `3 - 2 = 1. 9 - 5 = 4. ${a} - ${b} =`, answer: String(a - b) })),
    ),
    ...blocksOf(
      'product',
      4,
      products.map(([a, b]) => ({ prefix: `1 x 2 = 2. 3 x 1 = 3. ${a} x ${b} =`, answer: String(a * b) })),
    ),
    ...blocksOf(
      'price',
      4,
      products
        .slice(0, 12)
        .map(([a, b]) => ({ prefix: `One ticket costs ${b} dollars, so ${word(a)} tickets cost`, answer: `${a * b} dollars` })),
    ),
    ...blocksOf('clock', 4, clocks()),
  ];
}

function clocks(): Question[] {
  return [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((hour) => [
    { prefix: `It is ${hour} o'clock. In one hour it will be`, answer: `${hour + 1} o'clock` },
    { prefix: `It is ${hour} o'clock. In two hours it will be`, answer: `${hour + 2} o'clock` },
  ]);
}
