import { hashWord } from './token-hash.ts';

/** The class of a token, in its lowest four bits: what a change of it means to a reader. */
export const plainWord = 0;
/** Digits in any mixture, and numbers written as words. */
export const numberToken = 1;
/** A capitalised word that does not begin a sentence. */
export const nameToken = 2;
export const negationToken = 3;
/** One of two opposites: "approved", "rejected". */
export const polarToken = 4;
export const symbolToken = 5;

const numbers = `one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half twice double triple first second
third fourth fifth sixth seventh eighth ninth tenth zwei drei vier sieben acht neun zehn elf zwölf hundert tausend deux trois quatre
cinq sept huit neuf cent mille dos tres cuatro cinco seis siete ocho nueve diez cien mil`;
const negations = `not no never none nor neither without cannot nobody nothing nowhere dont doesnt didnt wont cant couldnt shouldnt wouldnt isnt
arent wasnt werent hasnt havent hadnt mustnt neednt aint nicht kein keine keinen keinem keiner keines nie niemals ohne niemand pas
jamais aucun aucune sans nunca jamás sin ningún ninguna tampoco non mai senza nessun nessuna não sem nenhum nenhuma niet geen nooit
zonder`;
const opposites = `yes true false positive negative neutral approved rejected approve reject accepted declined accept decline granted denied grant deny
allowed forbidden allow forbid permitted prohibited permit prohibit valid invalid legal illegal lawful unlawful higher lower high low
more less most least increase decrease increases decreases increased decreased rise fall rises falls above below before after always
pass fail passes fails passed failed buy sell hot cold warm cool open closed enabled disabled enable disable include exclude includes
excludes included excluded up down left right good bad better worse best worst minimum maximum safe unsafe success failure correct
incorrect right wrong possible impossible able unable likely unlikely limited unlimited required optional mandatory public private
buyer seller lender borrower landlord tenant licensor licensee employer employee plaintiff defendant creditor debtor male female
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november
december morning evening daily weekly monthly yearly annually quarterly red green blue yellow black white ja nein oui sí erlaubt
verboten gültig ungültig richtig falsch vrai faux verdadero falso`;

const classByHash = new Map<number, number>();
/** Most words are in no list; a table of 4,096 bits says so without a look into the map. */
const known = new Uint8Array(4096);
for (const [list, tokenClass] of [
  [opposites, polarToken],
  [numbers, numberToken],
  [negations, negationToken],
] as const) {
  for (const word of list.split(/\s+/)) {
    const hash = hashWord(word);
    classByHash.set(hash, tokenClass);
    known[hash >>> 20] = 1;
  }
}

/** The class that a word has by itself: of a list, else a plain word. @param hash of the word in lower case, without apostrophes */
export function listedClass(hash: number): number {
  return known[hash >>> 20] === 0 ? plainWord : (classByHash.get(hash) ?? plainWord);
}
