/** Python's whitespace, which differs from JavaScript's `\s`: the information separators and U+0085 count, U+FEFF does not. */
// oxlint-disable-next-line no-control-regex -- the separators U+001C to U+001F are white space in Python
const whitespace = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const punctuation = /[!-/:-@[-`{-~]/gu;
/** `\b(a|an|the)\b` with Python's idea of a word character. */
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/** SQuAD's normalisation (official evaluation script, v1.1): lower case, ASCII punctuation and English articles out, split on white space. */
export function squadTokens(text: string): string[] {
  return text
    .toLowerCase()
    .replace(punctuation, '')
    .replace(articles, ' ')
    .split(whitespace)
    .filter((token) => token !== '');
}

/** SQuAD's exact match: equal after normalisation. */
export function squadExactMatch(answer: string, reference: string): boolean {
  return squadTokens(answer).join(' ') === squadTokens(reference).join(' ');
}

/** SQuAD's F1 of the tokens' multisets, in [0, 1]. 0 when either side has none, as in the official script. */
export function tokenF1(answer: string, reference: string): number {
  const given = squadTokens(answer);
  const wanted = squadTokens(reference);
  const left = new Map<string, number>();
  for (const token of wanted) left.set(token, (left.get(token) ?? 0) + 1);
  let shared = 0;
  for (const token of given) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    shared++;
    left.set(token, count - 1);
  }
  return shared === 0 ? 0 : (2 * shared) / (given.length + wanted.length);
}
