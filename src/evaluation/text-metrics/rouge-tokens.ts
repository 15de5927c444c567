import { porterStem } from './porter-stemmer.ts';

/** How ROUGE cuts a text into tokens. */
export type RougeTokenizer = 'ascii' | 'unicode';

/** Shorter words are left as they are (rouge_score). */
const shortestStemmed = 4;
/** Stems that are remembered; enough for a language, and a bound. */
const mostStems = 20_000;

/** Words of letters, marks and digits; of scripts written without spaces, each character with its marks. */
const unicodeToken =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{M}\p{N}])+/gu;

/**
 * Cuts texts into tokens, in lower case. `ascii`: runs of a–z and 0–9, as rouge_score does, so that other scripts have no
 * tokens. `unicode`: words of every script, composed (NFC). `stem`: Porter stems, of ASCII words only.
 */
export function rougeTokens(tokenizer: RougeTokenizer, stem: boolean): (text: string) => string[] {
  const split = tokenizer === 'ascii' ? asciiTokens : unicodeTokens;
  if (!stem) return split;
  const stems = new Map<string, string>();
  const stemOf = (token: string): string => {
    const known = stems.get(token);
    if (known !== undefined) return known;
    if (stems.size >= mostStems) stems.clear();
    const fresh = token.length >= shortestStemmed && (tokenizer === 'ascii' || /^[a-z0-9]+$/u.test(token)) ? porterStem(token) : token;
    stems.set(token, fresh);
    return fresh;
  };
  return (text) => split(text).map(stemOf);
}

function asciiTokens(text: string): string[] {
  const lower = text.toLowerCase();
  const tokens: string[] = [];
  let start = -1;
  for (let index = 0; index < lower.length; index++) {
    const code = lower.charCodeAt(index);
    if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) {
      if (start < 0) start = index;
    } else if (start >= 0) {
      tokens.push(lower.slice(start, index));
      start = -1;
    }
  }
  if (start >= 0) tokens.push(lower.slice(start));
  return tokens;
}

function unicodeTokens(text: string): string[] {
  return text.toLowerCase().normalize('NFC').match(unicodeToken) ?? [];
}
