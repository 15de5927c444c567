import { type Block, blocksOf, capitalised, cell, cells, withArticle } from '../block.ts';

/** Kind: animals of it. */
const animalKinds = cells(`
fish | salmon, shark, tuna, trout, cod, herring, sardine, carp, goldfish, pike
bird | eagle, sparrow, robin, parrot, penguin, owl, pigeon, crow, swan, ostrich, duck, hawk
insect | ant, bee, butterfly, beetle, mosquito, grasshopper, moth, wasp, fly, cricket
mammal | horse, cow, lion, wolf, bear, elephant, rabbit, whale, monkey, tiger, dolphin
reptile | snake, lizard, crocodile, turtle, alligator, tortoise, iguana, gecko
`);

/** Parent | young. */
const young = cells(`
dog | puppy
cat | kitten
cow | calf
horse | foal
sheep | lamb
goat | kid
pig | piglet
eagle | eaglet
duck | duckling
lion | cub
deer | fawn
goose | gosling
swan | cygnet
frog | tadpole
kangaroo | joey
butterfly | caterpillar
`);

/** What animals do | where. */
const homes = cells(`
Honeybees live in | a hive
Birds lay their eggs in | a nest
Spiders wait in | a web
Rabbits hide in | a burrow
A guard dog sleeps in | a kennel
Horses are kept in | a stable
Fish can only live in | water
Bats sleep all day in | caves
Camels carry people through | the desert
Monkeys swing through the trees of | the jungle
Polar bears live in | the Arctic
Farmers keep their pigs in | a sty
`);

/** Animal | the sound it makes. */
const sounds = cells(`
dog | barks
cat | meows
cow | moos
duck | quacks
lion | roars
snake | hisses
sheep | bleats
pig | oinks
horse | neighs
bee | buzzes
owl | hoots
wolf | howls
`);

/** Element | symbol. */
const elements = cells(`
gold | Au
silver | Ag
iron | Fe
copper | Cu
lead | Pb
tin | Sn
sodium | Na
potassium | K
hydrogen | H
oxygen | O
carbon | C
nitrogen | N
calcium | Ca
helium | He
neon | Ne
sulfur | S
chlorine | Cl
zinc | Zn
mercury | Hg
magnesium | Mg
aluminum | Al
silicon | Si
uranium | U
nickel | Ni
iodine | I
lithium | Li
phosphorus | P
fluorine | F
`);

/** Colour: things of it. */
const colours = cells(`
red | blood, a ripe strawberry, a ripe tomato, a fire engine
yellow | a ripe banana, a lemon, an egg yolk, a sunflower
green | grass, a frog, spinach, a cucumber
white | snow, milk, salt, cotton
black | coal, a raven, soot, tar
blue | a clear sky, a sapphire
orange | a carrot, a pumpkin
`);

/** What one does | the part of the body. */
const body = cells(`
hear sounds | ears
see things | eyes
smell flowers | nose
taste food | tongue
chew food | teeth
kick a ball | feet
breathe air | lungs
think | brain
pump blood | heart
digest food | stomach
hold a pen | fingers
kiss | lips
`);

const listed = (row: string[]) => cell(row, 1).split(', ');

/** Animals, elements, colours and the body. */
export function natureBlocks(): Block[] {
  return [
    ...blocksOf(
      'animal-kind',
      4,
      animalKinds.flatMap((row) =>
        listed(row).map((animal) => ({ prefix: `${capitalised(withArticle(animal))} is a type of`, answer: cell(row, 0) })),
      ),
    ),
    ...blocksOf(
      'young-animal',
      4,
      young.map((row) => ({ prefix: `A baby ${cell(row, 0)} is called`, answer: withArticle(cell(row, 1)) })),
    ),
    ...blocksOf(
      'animal-home',
      4,
      homes.map((row) => ({ prefix: cell(row, 0), answer: cell(row, 1) })),
    ),
    ...blocksOf(
      'animal-sound',
      4,
      sounds.map((row) => ({ prefix: `${capitalised(withArticle(cell(row, 0)))} makes a sound: it`, answer: cell(row, 1) })),
    ),
    ...blocksOf(
      'element-symbol',
      4,
      elements.map((row) => ({ prefix: `The chemical symbol for ${cell(row, 0)} is`, answer: cell(row, 1) })),
    ),
    ...blocksOf(
      'colour',
      4,
      colours.flatMap((row) => listed(row).map((thing) => ({ prefix: `The color of ${thing} is`, answer: cell(row, 0) }))),
    ),
    ...blocksOf(
      'body',
      4,
      body.map((row) => ({ prefix: `To ${cell(row, 0)}, people use their`, answer: cell(row, 1) })),
    ),
  ];
}
