import { type Block, blockOf, cell, cells } from '../block.ts';
import { manOf, womanOf } from '../names.ts';

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

/** What one of two did | the other thing that the other one did. */
const scenes = cells(`
was cooking | was reading
wore a hat | wore a scarf
sang a song | played the drums
lost a glove | found a coin
was in the garden | was in the cellar
ate soup | ate pizza
had a dog | had a cat
came by train | came by car
painted the door | cleaned the floor
drank tea | drank coffee
liked winter | liked summer
won the game | lost the game
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

/** Who a pronoun stands for, and which pronoun stands for whom. */
export function pronouns(): Block[] {
  return [
    ...reflexives.map((verb, index) =>
      blockOf('reflexive', [
        { prefix: `${womanOf(index)} ${verb}`, answer: 'herself' },
        { prefix: `${manOf(index)} ${verb}`, answer: 'himself' },
        { prefix: `${womanOf(index)} and ${manOf(index)} ${verb}`, answer: 'themselves' },
        { prefix: `We ${verb}`, answer: 'ourselves' },
      ]),
    ),
    ...reasons.map((row, index) =>
      blockOf('pronoun', [
        { prefix: `${womanOf(index)} ${cell(row, 0)} because`, answer: `she ${cell(row, 1)}` },
        { prefix: `${manOf(index)} ${cell(row, 0)} because`, answer: `he ${cell(row, 1)}` },
      ]),
    ),
    ...scenes.map(scene),
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

function scene(row: readonly string[], index: number): Block {
  const [woman, man] = [womanOf(index + 1), manOf(index + 5)];
  const given = `Here are ${woman} and ${man}. She ${cell(row, 0)}, he ${cell(row, 1)}.`;
  return blockOf('resolution', [
    { prefix: `${given} The one who ${cell(row, 0)} is`, answer: woman },
    { prefix: `${given} The one who ${cell(row, 1)} is`, answer: man },
  ]);
}
