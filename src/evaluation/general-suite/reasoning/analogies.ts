import { type Block, blockOf, blocksOf, cell, cells } from '../block.ts';

/** Relations, one a block: "first : second" pairs. Every pair asks once, with the pair before it as the example. */
const relations = `
puppy : dog, kitten : cat, calf : cow, lamb : sheep
hot : cold, big : small, up : down, day : night
glove : hand, sock : foot, hat : head, ring : finger
bird : fly, fish : swim, snake : crawl, kangaroo : jump
Paris : France, Rome : Italy, Tokyo : Japan, Moscow : Russia
king : queen, man : woman, boy : girl, uncle : aunt
pen : write, knife : cut, spoon : eat, broom : sweep
doctor : hospital, teacher : school, farmer : farm, cook : kitchen
author : book, painter : picture, baker : bread, composer : music
eye : see, ear : hear, nose : smell, tongue : taste
bee : hive, bird : nest, spider : web, dog : kennel
one : first, two : second, three : third, four : fourth
car : road, train : rails, boat : water, plane : sky
finger : hand, toe : foot, leaf : tree, wheel : car
walk : walked, go : went, see : saw, eat : ate
good : better, bad : worse, big : bigger, fast : faster
mouse : mice, child : children, man : men, foot : feet
milk : white, blood : red, grass : green, coal : black
France : French, Spain : Spanish, China : Chinese, Germany : German
teach : teacher, sing : singer, drive : driver, paint : painter
`;

/** Kinds: members in any order. */
const lists = cells(`
fruits | apple, pear, plum, cherry, banana
tools | hammer, saw, drill, wrench, pliers
colors | red, blue, green, yellow, brown
days | Monday, Thursday, Sunday, Friday, Tuesday
months | March, July, October, May, January
clothes | shirt, coat, skirt, sock, jacket
animals | lion, tiger, bear, wolf, fox
birds | robin, sparrow, eagle, crow, owl
fish | salmon, trout, tuna, cod, shark
numbers | three, nine, five, seven, two
vehicles | car, bus, truck, van, taxi
furniture | table, chair, sofa, bed, desk
metals | iron, gold, copper, silver, tin
countries | France, Italy, Poland, Greece, Norway
drinks | tea, coffee, milk, juice, water
instruments | violin, piano, flute, drum, guitar
family | mother, father, sister, brother, uncle
weather | rain, snow, wind, fog, hail
body parts | hand, foot, knee, elbow, nose
names | Peter, John, Mary, Susan, Paul
`);

/** "A is to B as C is to" in fours, and lists that go on with a thing of the same kind, twice from every list. */
export function analogies(): Block[] {
  return [...relations.split('\n').flatMap(relationBlock), ...listBlocks()];
}

function relationBlock(line: string): Block[] {
  if (line.trim() === '') return [];
  const pairs = line.split(', ').map((pair) => pair.split(' : '));
  const questions = pairs.map((pair, index) => {
    const example = pairs.at(index - 1) ?? pair;
    return { prefix: `${cell(example, 0)} is to ${cell(example, 1)} as ${cell(pair, 0)} is to`, answer: cell(pair, 1) };
  });
  return [blockOf('analogy', questions)];
}

/** Each kind goes into one block of a round, so that no block has two answers of a kind. */
function listBlocks(): Block[] {
  return [0, 2].flatMap((start) =>
    blocksOf(
      'list',
      4,
      lists.map((row) => {
        const members = cell(row, 1).split(', ');
        const order = [...members.slice(start), ...members.slice(0, start)];
        return { prefix: `${order.slice(0, 4).join(', ')},`, answer: cell(order, 4) };
      }),
    ),
  );
}
