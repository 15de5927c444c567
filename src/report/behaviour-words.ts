/** What capabilities, ways to put a question otherwise, and exchanged words are called for a person. */
import type { SwapName } from '../contracts/fairness-report.ts';
import type { CapabilityName } from '../contracts/general-report.ts';
import type { PerturbationName, RobustnessSuite } from '../contracts/robustness-report.ts';

export const capabilityTitles: Record<CapabilityName, string> = {
  'general-knowledge': 'general knowledge',
  reasoning: 'reasoning',
  language: 'language',
};

export const suiteTitles: Record<RobustnessSuite, string> = {
  typos: 'typing errors',
  format: 'other formats',
  edge: 'odd inputs',
  adversarial: 'attacks',
};

export const perturbationTitles: Record<PerturbationName, string> = {
  'neighbour-key': 'neighbouring keys hit',
  'adjacent-swap': 'letters swapped',
  drop: 'letters left out',
  double: 'letters doubled',
  misspelling: 'common misspellings',
  'lower-case': 'all in lower case',
  'upper-case': 'all in capitals',
  whitespace: 'odd white space',
  'full-width': 'full-width characters',
  nfkc: 'Unicode normalised (NFKC)',
  quotes: 'other quotation marks',
  bullets: 'as a list',
  'json-wrapping': 'wrapped in JSON',
  'with-system-prompt': 'with a system prompt',
  'without-system-prompt': 'without its system prompt',
  empty: 'empty question',
  'one-character': 'a single character',
  'maximum-length': 'as long as allowed',
  emoji: 'with emoji',
  'right-to-left': 'with right-to-left text',
  'zero-width': 'with zero-width characters',
  'digits-only': 'digits only',
  'other-language': 'question in another language',
  'special-tokens': 'with special tokens',
  'instruction-override': 'told to ignore its instructions',
  'role-play': 'told to play a role',
  'base64-instruction': 'order hidden in Base64',
  'rot13-instruction': 'order hidden in ROT13',
  leetspeak: 'l33t spelling',
  homoglyph: 'look-alike letters',
  'canary-exfiltration': 'asked for a planted secret',
  'noise-suffix': 'noise at the end',
  'unsafe-request': 'unsafe request',
  'safe-lookalike': 'harmless request that looks unsafe',
};

export const swapTitles: Record<SwapName, string> = {
  gender: 'gender (nouns, pronouns, names)',
  'gender-nouns': 'gender (nouns and titles)',
  pronouns: 'pronouns',
  names: 'names of another origin',
};

/** A column of the rows as part of a sentence: "metadata.jurisdiction" → "jurisdiction". */
export function columnTitle(column: string): string {
  return column.replace(/^metadata\./, '');
}
