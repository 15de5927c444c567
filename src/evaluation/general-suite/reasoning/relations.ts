import { type Block, blockOf, capitalised, cell, cells } from '../block.ts';
import { nameOf } from '../names.ts';

/** Comparatives, one block a line: a word : its converse. */
const converses = [
  'taller : shorter, older : younger, richer : poorer, faster : slower',
  'stronger : weaker, heavier : lighter, happier : sadder, louder : quieter',
  'bigger : smaller, warmer : colder, better : worse, thicker : thinner',
];

/** The larger thing | the smaller thing. */
const sizes = cells(`
elephant | mouse
house | shoe
whale | fish
mountain | stone
tree | flower
truck | bicycle
horse | cat
ocean | puddle
city | village
bear | bee
table | spoon
ship | canoe
castle | tent
cow | hen
sun | moon
door | key
`);

/** Made-up kinds. */
const kinds = ['wugs', 'daxes', 'blips', 'zorks', 'feps', 'mibs', 'glorps', 'tivs'];
/** What is said of four kinds. */
const features = cells(`
red | blue | green | yellow
round | square | flat | long
soft | hard | warm | cold
heavy | light | sweet | bitter
loud | quiet | fast | slow
happy | angry | sad | tired
`);

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

/** What follows from given relations: converse, size, what was said of whom, place. */
export function relations(): Block[] {
  return [
    ...[0, 1].flatMap((round) => converses.map((line, index) => converse(line, 4 * index + 12 * round))),
    ...sizes.map(size),
    ...features.flatMap((row, index) => [0, 1].map((round) => recall(row, index + 4 * round))),
    ...hidden.map(place),
  ];
}

function converse(line: string, first: number): Block {
  const questions = line.split(', ').map((pair, index) => {
    const [word, answer] = pair.split(' : ') as [string, string];
    const [a, b] = [nameOf(first + index), nameOf(first + index + 1)];
    return { prefix: `${a} is ${word} than ${b}, so ${b} is`, answer };
  });
  return blockOf('converse', questions);
}

function size(row: readonly string[]): Block {
  const [large, small] = [cell(row, 0), cell(row, 1)];
  return blockOf('size', [
    { prefix: `Compared with the ${small}, the ${large} is`, answer: 'very big' },
    { prefix: `Compared with the ${large}, the ${small} is`, answer: 'very small' },
  ]);
}

/** What was said of four made-up kinds, asked again of each. */
function recall(row: readonly string[], first: number): Block {
  const kind = (index: number) => kinds[(first + index) % kinds.length] ?? '';
  const given = row.map((feature, index) => `${capitalised(kind(index))} are ${feature}.`).join(' ');
  return blockOf(
    'recall',
    row.map((answer, index) => ({ prefix: `${given} So we know that ${kind(index)} are`, answer })),
  );
}

function place(row: readonly string[]): Block {
  const given = `The ${cell(row, 0)} is in the ${cell(row, 1)}. The ${cell(row, 2)} is in the ${cell(row, 3)}.`;
  return blockOf('place-of-thing', [
    { prefix: `${given} Where is the ${cell(row, 0)}? It is in the`, answer: cell(row, 1) },
    { prefix: `${given} Where is the ${cell(row, 2)}? It is in the`, answer: cell(row, 3) },
  ]);
}
