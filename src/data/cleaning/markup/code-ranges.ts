/** Start and end of a piece of code in a text. */
export type CodeRange = readonly [start: number, end: number];

const fence = /^ {0,3}(`{3,}|~{3,})([^\n]*)$/gm;

/**
 * Where Markdown shows code: blocks between fences (to the end of the text where none closes them) and `code` within a
 * paragraph, in order. Markup there is meant to be read.
 */
export function codeRanges(text: string): CodeRange[] {
  if (!text.includes('`') && !text.includes('~~~')) return [];
  const blocks = fencedBlocks(text);
  const ranges: CodeRange[] = [];
  let at = 0;
  for (const [start, end] of [...blocks, [text.length, text.length] as const]) {
    for (const [from, to] of inlineCode(text.slice(at, start))) ranges.push([at + from, at + to]);
    if (end > start) ranges.push([start, end]);
    at = end;
  }
  return ranges;
}

/** Tells of ascending places whether they lie in code. */
export function insideCode(ranges: readonly CodeRange[]): (place: number) => boolean {
  let index = 0;
  return (place) => {
    while (index < ranges.length && ranges[index]![1] <= place) index += 1;
    return index < ranges.length && ranges[index]![0] <= place;
  };
}

function fencedBlocks(text: string): CodeRange[] {
  const blocks: CodeRange[] = [];
  let open: { start: number; marks: string } | null = null;
  for (const match of text.matchAll(fence)) {
    const [line, marks, rest] = [match[0], match[1]!, match[2]!];
    if (open === null) {
      if (marks.startsWith('~') || !rest.includes('`')) open = { start: match.index, marks };
    } else if (marks.startsWith(open.marks) && rest.trim() === '') {
      blocks.push([open.start, match.index + line.length]);
      open = null;
    }
  }
  return open === null ? blocks : [...blocks, [open.start, text.length]];
}

/** A run of backticks up to the next run of the same length, with no blank line between. */
function inlineCode(text: string): CodeRange[] {
  const runs = [...text.matchAll(/`+/g)].map((match) => ({ start: match.index, length: match[0].length }));
  const closing = nextOfSameLength(runs.map(({ length }) => length));
  const ranges: CodeRange[] = [];
  let blankLine = -1;
  for (let index = 0; index < runs.length; index += 1) {
    const { start } = runs[index]!;
    if (blankLine !== Infinity && blankLine < start) blankLine = nextBlankLine(text, start);
    const close = closing[index]!;
    const end = close === null ? Infinity : runs[close]!.start + runs[close]!.length;
    if (close === null || end > blankLine) continue;
    ranges.push([start, end]);
    index = close;
  }
  return ranges;
}

function nextBlankLine(text: string, from: number): number {
  const found = text.indexOf('\n\n', from);
  return found === -1 ? Infinity : found;
}

function nextOfSameLength(lengths: number[]): (number | null)[] {
  const seen = new Map<number, number>();
  const next = Array.from<number | null>({ length: lengths.length });
  for (let index = lengths.length - 1; index >= 0; index -= 1) {
    next[index] = seen.get(lengths[index]!) ?? null;
    seen.set(lengths[index]!, index);
  }
  return next;
}
