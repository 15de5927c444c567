import type { Gender } from './terms.ts';

/** Pronouns that have one partner each. */
const plain = new Map<string, { gender: Gender; partner: string }>([
  ['he', { gender: 'masculine', partner: 'she' }],
  ['she', { gender: 'feminine', partner: 'he' }],
  ['him', { gender: 'masculine', partner: 'her' }],
  ['himself', { gender: 'masculine', partner: 'herself' }],
  ['herself', { gender: 'feminine', partner: 'himself' }],
  ['hers', { gender: 'feminine', partner: 'his' }],
]);

/** Words that never begin what somebody owns: prepositions, conjunctions, articles, pronouns, forms of be, have and do, some adverbs. */
const notOwned = new Set(
  `a about above after against all along also although always am an and any anyway are around as at away be because been before behind
  being below beside besides between beyond but by can cannot could did do does doing done down during each either else enough even ever
  every everything except for from had has have having he here hers him his how however i if immediately in inside instead into is it its
  later like may maybe me might mine much must my near neither never no nor not nothing now of off often on once only onto or our out
  outside over perhaps she should shall since so some something soon than that the their them then there these they this those though
  through throughout till to today together tomorrow tonight too toward towards under unless until up upon us was we well were what when
  where whether which while who whoever whom whose why will with within without would yesterday yet you your`
    .trim()
    .split(/\s+/u),
);

/** The next word, where nothing but spaces or an opening quotation mark or bracket stands before it. */
const nextWord = /^[ \t\n]+["'“‘([]?([\p{L}\p{N}][\p{L}\p{M}\p{N}]*)/u;

/**
 * A pronoun of the other gender; null of any other word. English has three pairs for two: "his" is "her" or "hers", and
 * "her" is "his" or "him". The rule: before something owned (a word follows that is none of a list of function words)
 * "his" ↔ "her"; else "his" → "hers" and "her" → "him". After "let", "her" is "him". A verb that follows "her" ("saw her
 * leave") is taken for something owned: telling it apart needs a parser.
 * @param before the text up to the word
 * @param after the text from its end on
 */
export function swapPronoun(word: string, before: string, after: string): { gender: Gender; partner: string } | null {
  const lower = word.toLowerCase();
  if (lower !== 'his' && lower !== 'her') return plain.get(lower) ?? null;
  const next = nextWord.exec(after.slice(0, 60))?.[1]?.toLowerCase();
  const owns = next !== undefined && !notOwned.has(next);
  if (lower === 'his') return { gender: 'masculine', partner: owns ? 'her' : 'hers' };
  const isObject = !owns || /\blet(?:s|ting)?\s+$/iu.test(before.slice(-12));
  return { gender: 'feminine', partner: isObject ? 'him' : 'his' };
}
