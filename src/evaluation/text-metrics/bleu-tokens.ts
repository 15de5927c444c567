import { isSpace, splitWords } from './white-space.ts';

/** How BLEU cuts a text into tokens; the names are sacreBLEU's. */
export const bleuTokenizers = {
  /** mteval-v13a: ASCII punctuation apart, but for a point or comma between digits. */
  '13a': tokenize13a,
  /** mteval-v14: punctuation and symbols of all scripts apart. */
  intl: tokenizeInternational,
  /** Every character a token. */
  char: (text: string) => [...text].filter((character) => !isSpace(character.codePointAt(0)!)),
  /** Split on white space: for texts that are tokenized already. */
  none: splitWords,
} satisfies Record<string, (text: string) => string[]>;

export type BleuTokenizer = keyof typeof bleuTokenizers;

const [other, space, apart, point, digit, dash] = [0, 1, 2, 3, 4, 5] as const;
const lastNarrow = 0x3000;
/** What 13a makes of each character up to U+3000, the last white space. */
const kinds = Uint8Array.from({ length: lastNarrow + 1 }, (_, code) => kindOf(code));

function kindOf(code: number): number {
  if (isSpace(code)) return space;
  if (code > 0x7e) return other;
  const character = String.fromCharCode(code);
  if (character === '.' || character === ',') return point;
  if (character === '-') return dash;
  if (character >= '0' && character <= '9') return digit;
  return /[{-~[-` -&(-+:-@/]/u.test(character) ? apart : other;
}

/** undefined outside the text. */
function kindAt(text: string, index: number): number | undefined {
  const code = text.charCodeAt(index);
  return code > lastNarrow ? other : kinds[code];
}

/**
 * The four substitutions of mteval-v13a in one pass. A point or comma stands apart unless a digit is before it and a
 * digit after it; one right after another that was set apart looks at its other side only, because a substitution does
 * not look at a character twice. A dash stands apart after a digit.
 */
function tokenize13a(raw: string): string[] {
  const text = unescaped(raw);
  const tokens: string[] = [];
  let start = -1;
  let before: number | undefined = space; // what stands before this character; undefined where that is used up
  const end = (index: number) => {
    if (start >= 0) tokens.push(text.slice(start, index));
    start = -1;
  };
  for (let index = 0; index < text.length; index++) {
    const kind = kindAt(text, index);
    const split: boolean = before !== undefined && before !== digit;
    const glued: boolean =
      kind === other ||
      kind === digit ||
      (kind === dash && kindAt(text, index - 1) !== digit) ||
      (kind === point && !split && kindAt(text, index + 1) === digit);
    if (glued) {
      if (start < 0) start = index;
    } else {
      end(index);
      if (kind !== space) tokens.push(text[index]!);
    }
    before = kind === point && split ? undefined : kind;
  }
  end(text.length);
  return tokens;
}

/** What mteval does before it tokenizes: joined lines, and the four entities in this order. */
function unescaped(text: string): string {
  const joined = text.replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ');
  if (!joined.includes('&')) return joined;
  return joined.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}

function tokenizeInternational(text: string): string[] {
  return splitWords(
    text
      .replaceAll(/(\P{N})(\p{P})/gu, '$1 $2 ')
      .replaceAll(/(\p{P})(\P{N})/gu, ' $1 $2')
      .replaceAll(/\p{S}/gu, ' $& '),
  );
}
