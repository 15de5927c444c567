import { type Block, blockOf, cell, cells } from '../block.ts';
import { nameOf } from '../names.ts';

/** Comparatives, one block a line: a word : its converse. */
const converses = [
  'taller : shorter, older : younger, richer : poorer, faster : slower',
  'stronger : weaker, heavier : lighter, happier : sadder, louder : quieter',
  'bigger : smaller, warmer : colder, better : worse, thicker : thinner',
];

/** Thing | place, twice. */
const hidden = cells(`
ball | box | book | bag
key | drawer | letter | basket
cup | kitchen | lamp | bedroom
hat | closet | bag | car
cake | bowl | roast | oven
coin | pocket | ring | jar
dog | garden | cat | house
bike | garage | boat | river
phone | desk | watch | shelf
horse | stable | cow | field
towel | bathroom | blanket | attic
knife | sink | plate | cupboard
`);

/** What follows from given relations: converse, place. */
export function relations(): Block[] {
  return [...[0, 1].flatMap((round) => converses.map((line, index) => converse(line, 4 * index + 12 * round))), ...hidden.map(place)];
}

function converse(line: string, first: number): Block {
  const questions = line.split(', ').map((pair, index) => {
    const [word, answer] = pair.split(' : ') as [string, string];
    const [a, b] = [nameOf(first + index), nameOf(first + index + 1)];
    return { prefix: `${a} is ${word} than ${b}, so ${b} is`, answer };
  });
  return blockOf('converse', questions);
}

function place(row: readonly string[]): Block {
  const given = `The ${cell(row, 0)} is in the ${cell(row, 1)}. The ${cell(row, 2)} is in the ${cell(row, 3)}.`;
  return blockOf('place-of-thing', [
    { prefix: `${given} Where is the ${cell(row, 0)}? It is in the`, answer: cell(row, 1) },
    { prefix: `${given} Where is the ${cell(row, 2)}? It is in the`, answer: cell(row, 3) },
  ]);
}
