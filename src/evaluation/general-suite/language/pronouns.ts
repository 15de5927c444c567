import { type Block, blockOf, cell, cells } from '../block.ts';

/** Women and men of whom a pronoun's gender is plain. */
const couples = cells(`
My mother | My father
My sister | My brother
The queen | The king
Her aunt | Her uncle
The girl | The boy
My grandmother | My grandfather
The woman | The man
His wife | Her husband
Our daughter | Our son
The actress | The actor
The old lady | The old gentleman
The princess | The prince
The bride | The groom
Mrs. Brown | Mr. Brown
`);

/** Verbs of what one can do to oneself, with what may follow. */
const reflexives = ['hurt', 'washed', 'introduced', 'enjoyed', 'blamed', 'dressed', 'looked after', 'laughed at', 'talked to', 'prepared'];

/** What somebody did | why, in words that follow "because he" or "because she". */
const reasons = cells(`
went home early | was tired
called the police | had heard a noise
stayed in bed | was sick
sold the car | needed money
opened the window | was too hot
bought some flowers | loved spring
took a taxi | was late
began to cry | had lost a friend
ate two sandwiches | was hungry
closed the book | could not read any more
ran away | was afraid
went to Paris | wanted to see the world
put on a coat | was cold
smiled at us | was happy
`);

/** What belongs to each of them; "his", "her", "their", "our". */
const belongings = cells(`
lost | key | yesterday
cleaned | house | last week
forgot | umbrella | at home
painted | kitchen | blue
fed | dog | at noon
opened | shop | at eight
finished | work | on time
found | ticket | under the bed
left | car | in the garage
told | story | to the police
`);

const womanOf = (index: number) => cell(couples[index % couples.length] ?? [], 0);
const manOf = (index: number) => cell(couples[index % couples.length] ?? [], 1);

/** Which pronoun stands for whom. */
export function pronouns(): Block[] {
  return [
    ...reflexives.map((verb, index) =>
      blockOf('reflexive', [
        { prefix: `${womanOf(index)} ${verb}`, answer: 'herself' },
        { prefix: `${manOf(index)} ${verb}`, answer: 'himself' },
        { prefix: `The children ${verb}`, answer: 'themselves' },
        { prefix: `We ${verb}`, answer: 'ourselves' },
      ]),
    ),
    ...reasons.map((row, index) =>
      blockOf('pronoun', [
        { prefix: `${womanOf(index)} ${cell(row, 0)} because`, answer: `she ${cell(row, 1)}` },
        { prefix: `${manOf(index)} ${cell(row, 0)} because`, answer: `he ${cell(row, 1)}` },
      ]),
    ),
    ...belongings.map((row, index) => {
      const owned = `${cell(row, 1)} ${cell(row, 2)}`;
      return blockOf('possessive', [
        { prefix: `${womanOf(index + 3)} ${cell(row, 0)}`, answer: `her ${owned}` },
        { prefix: `${manOf(index + 3)} ${cell(row, 0)}`, answer: `his ${owned}` },
        { prefix: `The neighbors ${cell(row, 0)}`, answer: `their ${owned}` },
        { prefix: `My wife and I ${cell(row, 0)}`, answer: `our ${owned}` },
      ]);
    }),
  ];
}
