import { cleanText } from '../clean-text.ts';
import { alignRaw, type Alignment } from './align-raw.ts';

export interface TextSpan {
  /** UTF-16 code units. */
  start: number;
  end: number;
}

/** Searches of each text, of its length. What is not searched for is aligned. */
const mostSearches = 64;

/**
 * Places of a cleaned text's spans in the raw text that it was cleaned from: where the span's own text stands unchanged, its
 * place; else where the aligned stretch of the raw text holds it but for what cleaning removes or repairs; else null. Takes
 * time linear in the texts.
 */
export function rawSpans(raw: string, cleaned: string, spans: readonly TextSpan[]): (TextSpan | null)[] {
  if (raw === cleaned) return spans.map(({ start, end }) => ({ start, end }));
  const [inRaw, inCleaned] = [searcher(raw), searcher(cleaned)];
  let aligned: Alignment | null = null;
  return spans.map((span) => {
    const value = cleaned.slice(span.start, span.end);
    const only = inRaw(value);
    if (only !== null && inCleaned(value) !== null) return only;
    aligned ??= alignRaw(raw, cleaned);
    const place = alignedPlace(raw, cleaned, span, aligned);
    return place !== null && holds(raw.slice(place.start, place.end), value) ? place : only;
  });
}

/** Finds where a value stands that stands in the text once. */
function searcher(text: string): (value: string) => TextSpan | null {
  const known = new Map<string, TextSpan | null>();
  return (value) => {
    const place = known.get(value);
    if (place !== undefined || value === '' || known.size >= mostSearches) return place ?? null;
    const start = text.indexOf(value);
    const found = start === -1 || text.indexOf(value, start + 1) !== -1 ? null : { start, end: start + value.length };
    known.set(value, found);
    return found;
  };
}

/** From the span's first aligned character to its last, and what stands unaligned before and behind them. */
function alignedPlace(raw: string, cleaned: string, { start, end }: TextSpan, { from, to }: Alignment): TextSpan | null {
  let first = start;
  while (first < end && from[first] === -1) first += 1;
  if (first >= end) return null;
  let last = end - 1;
  while (from[last] === -1) last -= 1;
  const rawStart = first === start ? from[first]! : startBefore(raw, cleaned, start, first, from, to);
  const rawEnd = last === end - 1 ? to[last]! : endBehind(raw, cleaned, end, last, from, to);
  return rawStart === null || rawEnd === null || rawStart >= rawEnd ? null : { start: rawStart, end: rawEnd };
}

/** Where a span starts whose first characters are not aligned: behind what parts them from the aligned ones before. */
function startBefore(raw: string, cleaned: string, start: number, first: number, from: Int32Array, to: Int32Array): number | null {
  let before = start - 1;
  while (before >= 0 && to[before] === -1) before -= 1;
  const runStart = before < 0 ? 0 : to[before]!;
  const parting = cleaned.slice(before + 1, start);
  return raw.startsWith(parting, runStart) && runStart + parting.length <= from[first]! ? runStart + parting.length : null;
}

function endBehind(raw: string, cleaned: string, end: number, last: number, from: Int32Array, to: Int32Array): number | null {
  let behind = end;
  while (behind < cleaned.length && from[behind] === -1) behind += 1;
  const runEnd = behind === cleaned.length ? raw.length : from[behind]!;
  const parting = cleaned.slice(end, behind);
  const rawEnd = runEnd - parting.length;
  return rawEnd >= to[last]! && raw.startsWith(parting, rawEnd) ? rawEnd : null;
}

/** Whether a stretch of raw text holds a value: as it is, with the same letters and digits of ASCII, or once it is cleaned. */
function holds(stretch: string, value: string): boolean {
  if (stretch === value) return true;
  const letters = plainLetters(value);
  return (letters !== '' && plainLetters(stretch) === letters) || cleanText(stretch) === value;
}

function plainLetters(text: string): string {
  return text.replace(/[^A-Za-z0-9@]+/g, '');
}
