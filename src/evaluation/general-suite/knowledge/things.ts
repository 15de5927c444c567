import { type Block, blocksOf, capitalised, cell, cells, withArticle } from '../block.ts';

/** Kind: things of it. */
const kinds = cells(`
fruit | apple, banana, strawberry, melon, grape, lemon, blueberry, pineapple
vegetable | carrot, onion, potato, cabbage, cucumber, turnip, radish, leek
musical instrument | violin, piano, guitar, flute, trumpet, drum, cello, harp
vehicle | car, truck, bus, bicycle, motorcycle, van, tractor, taxi
tool | hammer, saw, screwdriver, wrench, drill, chisel, shovel, rake
piece of furniture | table, chair, sofa, bed, desk, wardrobe, bookcase, cupboard
piece of clothing | shirt, jacket, skirt, sweater, coat, scarf, dress, sock
kind of tree | oak, pine, maple, birch, willow, elm, spruce, beech
kind of flower | rose, tulip, daisy, lily, daffodil, orchid, violet, poppy
kind of weapon | sword, rifle, pistol, spear, cannon, dagger
`);

/** What they do | job. */
const jobs = cells(`
bakes bread | a baker
teaches children | a teacher
flies airplanes | a pilot
puts out fires | a firefighter
cuts hair | a barber
repairs teeth | a dentist
grows crops | a farmer
cooks in a restaurant | a chef
writes books | an author
paints pictures | an artist
catches fish | a fisherman
sells meat | a butcher
acts in plays | an actor
looks after sick animals | a vet
designs buildings | an architect
defends people in court | a lawyer
repairs cars | a mechanic
makes clothes | a tailor
plays music | a musician
travels into space | an astronaut
arrests criminals | a police officer
digs coal | a miner
delivers letters | a mail carrier
works with wood | a carpenter
repairs water pipes | a plumber
takes photographs | a photographer
rules a kingdom | a king
leads an orchestra | a conductor
`);

/** Purpose | thing. */
const uses = cells(`
To cut paper, use | scissors
To unlock a door, use | a key
To drive in a nail, use | a hammer
To brush your teeth, use | a toothbrush
To eat soup, use | a spoon
To tell the time, look at | a clock
To see the stars up close, use | a telescope
To stay dry in the rain, carry | an umbrella
To measure temperature, use | a thermometer
To sweep the floor, use | a broom
To take a picture, use | a camera
To call a friend, use | a phone
To dry yourself after a bath, use | a towel
To keep food cold, use | a refrigerator
To write on a blackboard, use | chalk
To find north, use | a compass
To sleep outdoors, bring | a tent
To look at your own face, use | a mirror
To sew a button, use | a needle
To dig a hole, use | a shovel
To wash your hands, use | soap
To see tiny cells, use | a microscope
To light a candle, use | a match
To catch fish, use | a net
`);

/** Thing | what it is made of. */
const materials = cells(`
Paper is made from | wood
Windows are made of | glass
Bread is made from | flour
Cheese is made from | milk
Wine is made from | grapes
Shoes are often made of | leather
Tires are made of | rubber
Jeans are made of | cotton
Swords were made of | steel
Flower pots are often made of | clay
Chocolate is made from | cocoa beans
Omelets are made from | eggs
Snowmen are made of | snow
French fries are made from | potatoes
Honey is made by | bees
Ketchup is made from | tomatoes
`);

/** Purpose | place. */
const places = cells(`
borrow books | a library
see paintings | a museum
see a doctor | a hospital
catch a train | a station
board a plane | an airport
learn to read | a school
buy bread | a bakery
watch a film | a cinema
save money | a bank
see wild animals in cages | a zoo
mail a letter | a post office
buy medicine | a pharmacy
eat a meal and pay for it | a restaurant
sleep while traveling | a hotel
pray on Sunday | a church
swim indoors | a pool
fill a car with fuel | a gas station
watch a football match | a stadium
milk cows | a farm
serve a sentence for a crime | a prison
`);

/** Sport or game | where or with what. */
const sports = cells(`
Tennis is played with | a racket
Golf is played with | clubs
Baseball is played with | a bat
Ice hockey is played with | a puck
Chess is played on | a board
Skiing is done on | snow
Boxers fight in | a ring
Surfers ride on | waves
Basketball players aim at | a hoop
Football players aim at | a goal
Archers shoot with | a bow
Card games are played with | a deck
`);

const lines = (rows: string[][]) => rows.map((row) => ({ prefix: cell(row, 0), answer: cell(row, 1) }));

/** Kinds of things, jobs, uses, materials, places and sports. */
export function thingBlocks(): Block[] {
  const inKinds = kinds.flatMap((row) =>
    cell(row, 1)
      .split(', ')
      .map((thing) => ({ thing, kind: cell(row, 0) })),
  );
  return [
    ...blocksOf(
      'kind-of-thing',
      4,
      inKinds.map(({ thing, kind }) => ({ prefix: `${capitalised(withArticle(thing))} is`, answer: withArticle(kind) })),
    ),
    ...blocksOf(
      'job',
      4,
      jobs.map((row) => ({ prefix: `A person who ${cell(row, 0)} is called`, answer: cell(row, 1) })),
    ),
    ...blocksOf('use', 4, lines(uses)),
    ...blocksOf('material', 4, lines(materials)),
    ...blocksOf(
      'place',
      4,
      places.map((row) => ({ prefix: `If you want to ${cell(row, 0)}, go to`, answer: cell(row, 1) })),
    ),
    ...blocksOf('sport', 4, lines(sports)),
  ];
}
