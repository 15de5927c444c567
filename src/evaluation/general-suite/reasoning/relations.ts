import { type Block, blockOf, cell, cells } from '../block.ts';
import { manOf, nameOf } from '../names.ts';

/** More | most | least of it. */
const orders = cells(`
taller | tallest | shortest
older | oldest | youngest
faster | fastest | slowest
richer | richest | poorest
stronger | strongest | weakest
happier | happiest | saddest
`);

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

/** Made-up kinds and what all of them have or are. */
const kinds = ['wugs', 'daxes', 'blips', 'zorks', 'feps', 'mibs', 'glorps', 'tivs'];
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

/** If this | then that | if the other | then the other. */
const rules = cells(`
it rains | stays at home | the sun shines | goes to the beach
the light is red | stops | the light is green | drives on
he is hungry | eats some soup | he is tired | takes a nap
the phone rings | picks it up | the baby cries | sings a song
it is Monday | goes to work | it is Sunday | goes to church
the door is open | walks in | the door is closed | knocks
he wins | buys a cake | he loses | trains harder
it is cold | wears a coat | it is hot | wears shorts
he has money | takes a taxi | he has no money | walks
the store is open | buys milk | the store is closed | drinks water
the dog barks | looks outside | the cat meows | gets the fish
it snows | builds a snowman | it is windy | flies a kite
`);

/** Who or what it is, from two or three given relations: order, size, membership, place, rule. */
export function relations(): Block[] {
  return [
    ...orders.flatMap((row, index) => [0, 1].map((round) => order(row, 3 * (2 * index + round)))),
    ...sizes.map(sizeBlock),
    ...features.flatMap((row, index) => [0, 1].map((round) => membership(row, 2 * index + 4 * round))),
    ...hidden.flatMap((row, index) => [place(row, index), holder(row, index)]),
    ...rules.map(rule),
  ];
}

function order(row: readonly string[], first: number): Block {
  const [a, b, c] = [nameOf(first), nameOf(first + 1), nameOf(first + 2)];
  const given = `${a} is ${cell(row, 0)} than ${b}. ${b} is ${cell(row, 0)} than ${c}.`;
  return blockOf('order', [
    { prefix: `${given} Of the three, the ${cell(row, 1)} is`, answer: a },
    { prefix: `${given} Of the three, the ${cell(row, 2)} is`, answer: c },
  ]);
}

function sizeBlock(row: readonly string[]): Block {
  const [large, small] = [cell(row, 0), cell(row, 1)];
  return blockOf('size', [
    { prefix: `Compare the ${small} and the ${large}. The bigger one is the`, answer: large },
    { prefix: `Compare the ${small} and the ${large}. The smaller one is the`, answer: small },
  ]);
}

function membership(row: readonly string[], first: number): Block {
  const kind = (index: number) => kinds[(first + index) % kinds.length] ?? '';
  const given = row.map((feature, index) => `All ${kind(index)} are ${feature}.`).join(' ');
  const questions = row.map((feature, index) => ({
    prefix: `${given} ${nameOf(first + index)} is one of the ${kind(index)}, so ${nameOf(first + index)} is`,
    answer: feature,
  }));
  return blockOf('membership', questions);
}

function place(row: readonly string[], index: number): Block {
  const [a, b] = [nameOf(index), nameOf(index + 5)];
  const given = `${a} left the ${cell(row, 0)} in the ${cell(row, 1)}. ${b} left the ${cell(row, 2)} in the ${cell(row, 3)}.`;
  return blockOf('place-of-thing', [
    { prefix: `${given} The ${cell(row, 0)} is in the`, answer: cell(row, 1) },
    { prefix: `${given} The ${cell(row, 2)} is in the`, answer: cell(row, 3) },
  ]);
}

function holder(row: readonly string[], index: number): Block {
  const [a, b] = [nameOf(index + 2), nameOf(index + 9)];
  const given = `${a} bought a ${cell(row, 0)}. ${b} bought a ${cell(row, 2)}.`;
  return blockOf('owner', [
    { prefix: `${given} The ${cell(row, 0)} belongs to`, answer: a },
    { prefix: `${given} The ${cell(row, 2)} belongs to`, answer: b },
  ]);
}

function rule(row: readonly string[], index: number): Block {
  const who = manOf(index);
  const given = `When ${cell(row, 0)}, ${who} ${cell(row, 1)}. When ${cell(row, 2)}, ${who} ${cell(row, 3)}.`;
  return blockOf('rule', [
    { prefix: `${given} Now ${cell(row, 0)}, so ${who}`, answer: cell(row, 1) },
    { prefix: `${given} Now ${cell(row, 2)}, so ${who}`, answer: cell(row, 3) },
  ]);
}
