import { applyPolicies, isWritten, replacement, writtenToken, type PiiPolicies } from './apply-policy.ts';
import type { PiiFinder } from './find-pii.ts';
import type { PiiSpan } from './span.ts';

/** A value that hid another may be gone after one round; nothing hides more than a few deep. */
const mostRounds = 8;

/**
 * A text as the policies say, and what was found in it, with offsets of the text as it was given. Policies are applied
 * until nothing more is found, since taking a value out can bring another to light: screening the result changes nothing.
 * @param first what was found in the text
 */
export function screenText(
  text: string,
  first: readonly PiiSpan[],
  find: PiiFinder,
  policies: PiiPolicies,
): { text: string; spans: PiiSpan[] } {
  const found: PiiSpan[] = [];
  let current = text;
  let spans = unwritten(text, first);
  let original = (place: number): number => place;
  for (let round = 0; round < mostRounds; round++) {
    const back = original;
    for (const span of spans) {
      const placed = { ...span, start: back(span.start), end: back(span.end) };
      if (!found.some(({ start, end }) => placed.start < end && start < placed.end)) found.push(placed);
    }
    const next = applyPolicies(current, spans, policies);
    if (next === current) break;
    const here = placesBefore(current, spans, policies);
    original = (place) => back(here(place));
    current = next;
    spans = unwritten(current, find(current));
  }
  return { text: current, spans: found.toSorted((one, other) => one.start - other.start) };
}

/** Place in the changed text → place in the text before. */
function placesBefore(text: string, spans: readonly PiiSpan[], policies: PiiPolicies): (place: number) => number {
  const edits = spans.map((span) => ({ ...span, length: replacement(text.slice(span.start, span.end), span.entity, policies).length }));
  return (place) => {
    let shift = 0;
    for (const { start, end, length } of edits) {
      if (place <= start + shift) break;
      if (place < start + shift + length) return start;
      shift += length - (end - start);
    }
    return place - shift;
  };
}

/** Without what lies in tokens that a policy wrote, or in masked values. */
function unwritten(text: string, spans: readonly PiiSpan[]): PiiSpan[] {
  if (spans.length === 0) return [];
  const tokens = [...text.matchAll(writtenToken)].map(({ 0: token, index }) => ({ start: index, end: index + token.length }));
  return spans.filter((span) => !isWritten(text, span, tokens));
}
