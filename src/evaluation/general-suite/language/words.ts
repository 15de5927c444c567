import { type Block, blocksOf, cell, cells, writtenBlocks } from '../block.ts';

const opposites = cells(`
hot | cold
big | small
happy | sad
fast | slow
light | dark
good | bad
rich | poor
strong | weak
old | young
full | empty
open | closed
clean | dirty
early | late
easy | difficult
high | low
long | short
wet | dry
hard | soft
loud | quiet
love | hate
war | peace
begin | end
buy | sell
win | lose
up | down
left | right
inside | outside
true | false
alive | dead
friend | enemy
push | pull
always | never
day | night
thick | thin
brave | cowardly
sweet | sour
`);

const synonyms = cells(`
big | large
small | little
quick | fast
happy | glad
angry | mad
begin | start
end | finish
smart | clever
rich | wealthy
sick | ill
scared | afraid
gift | present
road | street
sofa | couch
shop | store
pretty | beautiful
shout | yell
jump | leap
speak | talk
close | shut
odd | strange
correct | right
silent | quiet
brave | courageous
film | movie
autumn | fall
doctor | physician
error | mistake
tired | sleepy
help | assist
`);

/** English | French | Spanish | German. */
const foreign = cells(`
water | eau | agua | Wasser
house | maison | casa | Haus
dog | chien | perro | Hund
cat | chat | gato | Katze
friend | ami | amigo | Freund
red | rouge | rojo | rot
bread | pain | pan | Brot
milk | lait | leche | Milch
book | livre | libro | Buch
night | nuit | noche | Nacht
good | bon | bueno | gut
thank you | merci | gracias | danke
yes | oui | si | ja
king | roi | rey | Konig
white | blanc | blanco | weiss
woman | femme | mujer | Frau
`);

const morphology = `
The plural of mouse is | mice
The past tense of go is | went
The comparative of good is | better
The noun that belongs to the verb arrive is | arrival

Someone who is not happy is | unhappy
Something that is not possible is | impossible
Something that is not regular is | irregular
Someone who does not obey is | disobedient

To make something wide is to | widen it
To make something simple is to | simplify it
To make something modern is to | modernize it
To make something large is to | enlarge it

A person who drives is | a driver
A person who invents is | an inventor
A person who studies is | a student
A person who plays the piano is | a pianist

A book with a lot of use is | useful
A day with a lot of sun is | sunny
A man with a lot of danger about him is | dangerous
A child full of play is | playful

A person from America is | an American
A person from France is | a Frenchman
A person from Japan is | a Japanese
A person from Spain is | a Spaniard
`;

/** Opposites, synonyms, word formation and words of three other languages. */
export function words(): Block[] {
  const languages = ['French', 'Spanish', 'German'];
  return [
    ...blocksOf(
      'opposite',
      4,
      opposites.map((row) => ({ prefix: `The opposite of ${cell(row, 0)} is`, answer: cell(row, 1) })),
    ),
    ...blocksOf(
      'synonym',
      4,
      synonyms.map((row) => ({ prefix: `Another word for "${cell(row, 0)}" is`, answer: cell(row, 1) })),
    ),
    ...writtenBlocks('word-formation', morphology),
    ...languages.flatMap((language, index) =>
      blocksOf(
        `word-in-${language.toLowerCase()}`,
        4,
        foreign.map((row) => ({ prefix: `The ${language} word for "${cell(row, 0)}" is`, answer: cell(row, index + 1) })),
      ),
    ),
  ];
}
