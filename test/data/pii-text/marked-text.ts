import type { PiiEntity, Value } from './pii-entity.ts';

/** A gold span: UTF-16 offsets into the text. `form` names how the value is written, for the analysis of errors. */
export interface GoldSpan {
  entity: PiiEntity;
  start: number;
  end: number;
  form: string;
  also?: readonly PiiEntity[];
}

/** Where a look-alike stands that no recogniser may report. */
export interface NegativeSpan {
  kind: string;
  start: number;
  end: number;
}

/** Text, a value of an entity, or a look-alike. */
export type Part = string | { entity: PiiEntity; form: string; value: Value } | { kind: string; text: string };

export interface PiiText {
  text: string;
  spans: GoldSpan[];
  negatives: NegativeSpan[];
}

/** Joins parts to a text and says where its values stand. `escape` is what the carrying format (JSON) does to text. */
export function joinParts(parts: readonly Part[], escape: (text: string) => string = (text) => text): PiiText {
  const spans: GoldSpan[] = [];
  const negatives: NegativeSpan[] = [];
  let text = '';
  const append = (more: string): { start: number; end: number } => {
    const start = text.length;
    text += escape(more);
    return { start, end: text.length };
  };
  for (const part of parts) {
    if (typeof part === 'string') append(part);
    else if ('kind' in part) negatives.push({ kind: part.kind, ...append(part.text) });
    else {
      const { before = '', gold, after = '', also } = part.value;
      append(before);
      spans.push({ entity: part.entity, ...append(gold), form: part.form, ...(also === undefined ? {} : { also }) });
      append(after);
    }
  }
  return { text, spans, negatives };
}

/** Texts one after the other, with offsets moved along. */
export function joinTexts(texts: readonly PiiText[], separator: string): PiiText {
  const joined: PiiText = { text: '', spans: [], negatives: [] };
  for (const [index, { text, spans, negatives }] of texts.entries()) {
    if (index > 0) joined.text += separator;
    const offset = joined.text.length;
    const moved = <T extends { start: number; end: number }>(span: T): T => ({
      ...span,
      start: span.start + offset,
      end: span.end + offset,
    });
    joined.spans.push(...spans.map(moved));
    joined.negatives.push(...negatives.map(moved));
    joined.text += text;
  }
  return joined;
}
