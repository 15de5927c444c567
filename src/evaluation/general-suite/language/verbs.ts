import { type Block, blockOf, blocksOf, cell, cells } from '../block.ts';
import { manOf, nameOf } from '../names.ts';

/** Past | future | habit, by the third person. */
const tenses = cells(`
walked to school | will walk to school | walks to school
played football | will play football | plays football
cooked dinner | will cook dinner | cooks dinner
wrote a letter | will write a letter | writes a letter
took the bus | will take the bus | takes the bus
read the newspaper | will read the newspaper | reads the newspaper
drank green tea | will drink green tea | drinks green tea
went swimming | will go swimming | goes swimming
called a friend | will call a friend | calls a friend
cleaned the house | will clean the house | cleans the house
ate an apple | will eat an apple | eats an apple
ran in the park | will run in the park | runs in the park
sang in the choir | will sing in the choir | sings in the choir
bought fresh bread | will buy fresh bread | buys fresh bread
fed the horses | will feed the horses | feeds the horses
taught a class | will teach a class | teaches a class
`);

/** Past | participle with what follows both. */
const participles = cells(`
ate the cake | eaten the cake
went to Rome | gone to Rome
saw the film | seen the film
took the money | taken the money
wrote a book | written a book
broke the window | broken the window
spoke to her | spoken to her
drove the truck | driven the truck
gave him a present | given him a present
knew the answer | known the answer
drank the milk | drunk the milk
sang the song | sung the song
began the work | begun the work
chose the red one | chosen the red one
forgot the key | forgotten the key
stole the car | stolen the car
grew tomatoes | grown tomatoes
did the dishes | done the dishes
swam in the lake | swum in the lake
fell into the river | fallen into the river
`);

/** Plain form | gerund with what follows both. */
const gerunds = cells(`
swim | swimming
dance | dancing
read books | reading books
play chess | playing chess
cook | cooking
travel | traveling
sing | singing
drive | driving
work here | working here
live alone | living alone
ride horses | riding horses
paint | painting
`);

/** A question word | subject | what follows "is" | the other way around. */
const questions = cells(`
where | the dog
where | the station
who | the man
what | the problem
how | your mother
where | my coat
when | the meeting
who | the woman
what | the price
where | the key
how | the patient
when | the party
`);

/** Verb forms and the order of words. */
export function verbs(): Block[] {
  return [
    ...tenses.map((row, index) => {
      const who = nameOf(index);
      return blockOf('tense', [
        { prefix: `Yesterday ${who}`, answer: cell(row, 0) },
        { prefix: `Tomorrow ${who}`, answer: cell(row, 1) },
        { prefix: `Every day ${who}`, answer: cell(row, 2) },
      ]);
    }),
    ...participles.map((row, index) => twins('participle', row, [`Last week ${nameOf(index)}`, `${nameOf(index)} has already`])),
    ...gerunds.map((row, index) => twins('gerund', row, [`${nameOf(index)} really wants to`, `${nameOf(index)} really enjoys`])),
    ...questions.map((row, index) => {
      const [word, subject] = [cell(row, 0), cell(row, 1)];
      return blockOf('question-order', [
        { prefix: `${manOf(index)} asked me: ${word}`, answer: `is ${subject}?` },
        { prefix: `I asked ${manOf(index)} if he knew ${word}`, answer: `${subject} was` },
      ]);
    }),
    ...tags(),
  ];
}

function twins(template: string, row: readonly string[], prefixes: readonly [string, string]): Block {
  return blockOf(
    template,
    prefixes.map((prefix, index) => ({ prefix, answer: cell(row, index) })),
  );
}

/** Question tags: the auxiliary and the pronoun of the sentence, denied. */
function tags(): Block[] {
  const sentences = cells(`
She is very tall | isn't she?
She is a doctor | isn't she?
She is at home | isn't she?
She can swim well | can't she?
She can drive | can't she?
They are late again | aren't they?
They are twins | aren't they?
They are from Spain | aren't they?
You like coffee | don't you?
You live near here | don't you?
You know my sister | don't you?
He was angry | wasn't he?
He was your boss | wasn't he?
He was born in May | wasn't he?
We should go now | shouldn't we?
We should help them | shouldn't we?
It will rain soon | won't it?
It will be hard | won't it?
He has a new car | doesn't he?
It works well | doesn't it?
  `);
  return blocksOf(
    'question-tag',
    4,
    sentences.map((row) => ({ prefix: `${cell(row, 0)},`, answer: cell(row, 1) })),
  );
}
