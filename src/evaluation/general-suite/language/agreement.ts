import { type Block, blockOf, cell, cells } from '../block.ts';
import { nameOf } from '../names.ts';

/** One | several | what is said of one | what is said of several. */
const simple = cells(`
dog | dogs | is barking | are barking
child | children | is playing outside | are playing outside
car | cars | was stolen | were stolen
woman | women | has arrived | have arrived
teacher | teachers | knows the answer | know the answer
bird | birds | sings in the tree | sing in the tree
house | houses | was built last year | were built last year
man | men | works in the garden | work in the garden
student | students | likes the book | like the book
baby | babies | was crying | were crying
friend | friends | lives in Paris | live in Paris
train | trains | has left already | have left already
window | windows | is open | are open
cat | cats | sleeps all day | sleep all day
flower | flowers | smells sweet | smell sweet
girl | girls | wants to dance | want to dance
boat | boats | sails across the lake | sail across the lake
shop | shops | closes at six | close at six
player | players | runs very fast | run very fast
letter | letters | was lost in the mail | were lost in the mail
`);

/** Head, one and several | a noun of the other number that stands between, after each | what is said of one | of several. */
const distant = cells(`
key | keys | to the cabinets | to the cabinet | is on the table | are on the table
picture | pictures | of my brothers | of my brother | hangs on the wall | hang on the wall
door | doors | of the offices | of the office | was locked | were locked
leader | leaders | of the groups | of the group | has spoken | have spoken
box | boxes | with the toys | with the toy | is very heavy | are very heavy
friend | friends | of my sisters | of my sister | lives in London | live in London
book | books | about the wars | about the war | was sold out | were sold out
road | roads | between the villages | behind the village | is closed | are closed
man | men | with the dogs | with the dog | walks every morning | walk every morning
window | windows | above the shops | above the shop | was broken | were broken
lamp | lamps | near the beds | near the bed | gives little light | give little light
price | prices | of the tickets | of the ticket | has gone up | have gone up
`);

/** Subject | what is said of it now, in blocks with one form of "to be" or "to have" each. */
const persons = [
  ['I | am very happy today', 'You | are very happy today', 'She | is very happy today'],
  ['Right now I | am going home', 'Right now they | are going home', 'Right now he | is going home'],
  ['Yesterday I | was late', 'Yesterday we | were late'],
  ['My aunt | has two brothers', 'My cousins | have two brothers'],
  ['Our cat | does not like fish', 'Our cats | do not like fish'],
  ['It | was a good idea', 'Those | were good ideas'],
  ['There is | a book on the table', 'There are | two books on the table'],
  ['There was | a man at the door', 'There were | some men at the door'],
  ['This is | my new bicycle', 'These are | my new shoes'],
  ['That was | a long journey', 'Those were | long journeys'],
  ['Everybody | knows the song', 'All people | know the song'],
  ['Each of the boys | gets a prize', 'Both of the boys | get a prize'],
  ['Nobody | was at home', 'Few people | were at home'],
  ['My father | works in a bank', 'My parents | work in a bank'],
  ['One of the cups | is broken', 'Many of the cups | are broken'],
  ['The news | was very bad', 'The stories | were very bad'],
];

/** Singular and plural of nouns whose plural is not regular, or is. */
const plurals = cells(`
child | children
man | men
woman | women
foot | feet
tooth | teeth
mouse | mice
goose | geese
knife | knives
leaf | leaves
wolf | wolves
city | cities
baby | babies
box | boxes
potato | potatoes
book | books
apple | apples
house | houses
person | people
wife | wives
story | stories
`);

/** Thing that is counted | thing that is not, both plausible in the same sentence. */
const countable = cells(`
books | money
friends | time
cars | traffic
chairs | furniture
bottles | water
coins | gold
songs | music
eggs | milk
facts | information
jobs | work
potatoes | rice
suitcases | luggage
`);

/** A noun with "a" | a noun with "an". */
const articles = cells(`
banana | apple
dog | elephant
table | umbrella
car | airplane
lemon | orange
cat | owl
bicycle | engine
spoon | egg
letter | envelope
house | island
river | ocean
doctor | actor
nurse | artist
carrot | onion
hammer | axe
year | hour
`);

/** Number, person and article: what fits the words before it. */
export function agreement(): Block[] {
  return [
    ...simple.map((row) => twins('agreement', row, [`The ${cell(row, 0)}`, `The ${cell(row, 1)}`], 2)),
    ...distant.map((row) => {
      const subjects = [`The ${cell(row, 0)} ${cell(row, 2)}`, `The ${cell(row, 1)} ${cell(row, 3)}`] as const;
      return twins('distant-agreement', row, subjects, 4);
    }),
    ...persons.map((lines) => writtenBlock('person', lines)),
    ...plurals.map((row, index) => twins('plural', row, [`${nameOf(index)} can see one`, `${nameOf(index)} can see three`], 0)),
    ...countable.map((row, index) => twins('countable', row, [`${nameOf(index)} has too many`, `${nameOf(index)} has too much`], 0)),
    ...articles.map((row, index) => twins('article', row, [`${nameOf(index)} was looking at a`, `${nameOf(index)} was looking at an`], 0)),
  ];
}

/** Two prefixes, answered by the row's cells from `column` on. */
function twins(template: string, row: readonly string[], prefixes: readonly [string, string], column: number): Block {
  return blockOf(
    template,
    prefixes.map((prefix, index) => ({ prefix, answer: cell(row, column + index) })),
  );
}

function writtenBlock(template: string, lines: readonly string[]): Block {
  return blockOf(
    template,
    cells(lines.join('\n')).map((row) => ({ prefix: cell(row, 0), answer: cell(row, 1) })),
  );
}
