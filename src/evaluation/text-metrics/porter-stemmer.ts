/** Words that the rules get wrong, as NLTK lists them. */
const irregular = new Map([
  ['skies', 'sky'],
  ['sky', 'sky'],
  ['dying', 'die'],
  ['lying', 'lie'],
  ['tying', 'tie'],
  ['innings', 'inning'],
  ['outings', 'outing'],
  ['cannings', 'canning'],
  ...['news', 'inning', 'outing', 'canning', 'howe', 'proceed', 'exceed', 'succeed'].map((word) => [word, word] as const),
]);

/** A suffix and what takes its place. */
type Rule = readonly [suffix: string, replacement: string];

const step2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['fulli', 'ful'],
];

const step3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const step4 = 'al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize'.split(' ');

/**
 * The stem of a lower-case word: Porter (1980) with the extensions of NLTK's default mode, which ROUGE implementations
 * use. Characters other than a, e, i, o, u and y count as consonants.
 */
export function porterStem(word: string): string {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.length <= 2) return word;
  const singular = pluralsOff(word);
  const present = endingsOff(singular);
  return finalLOff(finalEOff(suffixOff(replaceFirst(derivedOff(finalYToI(present)), step3))));
}

/** "v" and "c" for each letter. A y after a consonant is a vowel. */
function shapeOf(word: string): string {
  let shape = '';
  for (let index = 0; index < word.length; index++) {
    const letter = word[index]!;
    const vowel = letter === 'y' ? shape.at(-1) === 'c' : 'aeiou'.includes(letter);
    shape += vowel ? 'v' : 'c';
  }
  return shape;
}

/** Porter's m: how often a consonant follows a vowel. */
function measure(word: string): number {
  const shape = shapeOf(word);
  let count = 0;
  for (let index = 1; index < shape.length; index++) if (shape[index] === 'c' && shape[index - 1] === 'v') count++;
  return count;
}

/** Porter's *o: consonant, vowel, consonant other than w, x, y at the end. NLTK: or a vowel and a consonant in all. */
function endsShort(word: string): boolean {
  const shape = shapeOf(word);
  return shape === 'vc' || (shape.endsWith('cvc') && !/[wxy]$/u.test(word));
}

function endsDouble(word: string): boolean {
  return word.length >= 2 && word.at(-1) === word.at(-2) && shapeOf(word).endsWith('c');
}

/** The first rule whose suffix the word has decides, and acts only where something measurable is left. */
function replaceFirst(word: string, rules: readonly Rule[]): string {
  for (const [suffix, replacement] of rules) {
    if (!word.endsWith(suffix)) continue;
    const stem = word.slice(0, -suffix.length);
    return measure(stem) > 0 ? stem + replacement : word;
  }
  return word;
}

function pluralsOff(word: string): string {
  if (word.endsWith('ies')) return word.length === 4 ? word.slice(0, -1) : word.slice(0, -2);
  if (word.endsWith('sses')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function endingsOff(word: string): string {
  if (word.endsWith('ied')) return word.length === 4 ? word.slice(0, -1) : word.slice(0, -2);
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const suffix = ['ed', 'ing'].find((each) => word.endsWith(each) && shapeOf(word.slice(0, -each.length)).includes('v'));
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  if (/(?:at|bl|iz)$/u.test(stem)) return `${stem}e`;
  if (endsDouble(stem)) return /[lsz]$/u.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

/** NLTK: only after a consonant, and only where more than one letter stays. */
function finalYToI(word: string): string {
  const stem = word.slice(0, -1);
  return word.endsWith('y') && stem.length > 1 && shapeOf(stem).endsWith('c') ? `${stem}i` : word;
}

/** NLTK: -alli becomes -al and the step is done again; -logi is measured with its l. */
function derivedOff(word: string): string {
  if (word.endsWith('alli') && measure(word.slice(0, -4)) > 0) return derivedOff(word.slice(0, -2));
  const replaced = replaceFirst(word, step2);
  return word.endsWith('logi') && measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : replaced;
}

function suffixOff(word: string): string {
  const suffix = step4.find((each) => word.endsWith(each));
  if (suffix === undefined) return word;
  const stem = word.slice(0, -suffix.length);
  return measure(stem) > 1 && (suffix !== 'ion' || /[st]$/u.test(stem)) ? stem : word;
}

function finalEOff(word: string): string {
  if (!word.endsWith('e')) return word;
  const stem = word.slice(0, -1);
  const size = measure(stem);
  return size > 1 || (size === 1 && !endsShort(stem)) ? stem : word;
}

function finalLOff(word: string): string {
  return word.endsWith('ll') && measure(word.slice(0, -1)) > 1 ? word.slice(0, -1) : word;
}
