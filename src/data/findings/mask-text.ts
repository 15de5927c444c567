/** A stretch of a text that must not be shown: UTF-16 code units, `end` exclusive. */
export interface Span {
  start: number;
  end: number;
}

/** A text that a finding is about. */
export interface ExcerptSource {
  text: string;
  /** Everything in the text that must not be shown. `null` = nobody has looked, so nothing but letter shapes may be shown. */
  spans: readonly Span[] | null;
  /** Where in the text the finding is. */
  start?: number;
}

/** Characters that an excerpt has at most. */
export const longestExcerpt = 200;
/** Characters before the place of the finding that give it context. */
const leadIn = 60;

const letters = /[\p{L}\p{M}]/gu;
const digits = /\p{N}/gu;
/** Neither shape nor structure: symbols of passwords, emoji, what steers a terminal. */
const others = /[^\p{L}\p{M}\p{N}\s.,:;?/_@+(){}[\]"'-]/gu;
/** Nothing here may move a cursor, turn the direction of writing or end a line. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * The letter shapes of a text: letters become `x`, digits `9`, symbols `•`; white space and the punctuation that gives
 * addresses, numbers and JSON their form stay. A text of punctuation alone would be shown as it is, so all of it becomes `•`.
 */
export function letterShapes(text: string): string {
  const hasShape = /[\p{L}\p{M}\p{N}]/u.test(text);
  return hasShape ? text.replace(others, '•').replace(letters, 'x').replace(digits, '9') : text.replace(/\S/gu, '•');
}

/** The text with every span as letter shapes. Spans may overlap, lie in any order and reach beyond the text. */
export function maskedText(text: string, spans: readonly Span[]): string {
  let masked = '';
  let shown = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const from = Math.max(shown, start);
    if (end <= from || from >= text.length) continue;
    masked += text.slice(shown, from) + letterShapes(text.slice(from, end));
    shown = Math.min(end, text.length);
  }
  return masked + text.slice(shown);
}

/**
 * At most 200 characters around the finding, on one line, with every span masked.
 * @param isSecret of rules that say that a text must not be known: all of it is reduced to letter shapes
 */
export function maskedExcerpt({ text, spans, start = 0 }: ExcerptSource, isSecret: boolean): string {
  const { from, to } = excerptWindow(text, start);
  const part = text.slice(from, to);
  const masked =
    spans === null || isSecret
      ? letterShapes(part)
      : maskedText(
          part,
          spans.map((span) => ({ start: span.start - from, end: span.end - from })),
        );
  const line = masked.replace(/[\t\n\r]/g, ' ').replace(unseen, '·');
  return `${from > 0 ? '…' : ''}${line}${to < text.length ? '…' : ''}`;
}

/** What of a text is shown: all of a short one, else a stretch around the place, with room for two ellipses. */
function excerptWindow(text: string, place: number): { from: number; to: number } {
  if (text.length <= longestExcerpt) return { from: 0, to: text.length };
  const length = longestExcerpt - 2;
  const from = whole(text, Math.max(0, Math.min(place - leadIn, text.length - length)));
  return { from, to: whole(text, Math.min(text.length, from + length)) };
}

/** The place itself, or the one before it where it would cut a surrogate pair in two. */
function whole(text: string, place: number): number {
  const unit = text.charCodeAt(place);
  return place > 0 && unit >= 0xdc00 && unit <= 0xdfff ? place - 1 : place;
}
