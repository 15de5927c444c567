/** "Page 3 of 12", "- 3 -", "3/12", "Seite 3 von 12". A bare number is none by itself: it may be a clause or a sum. */
const pageNumber =
  /^\s*(?:(?:page|p\.|pg\.|seite|página|pagina)\s*\d{1,4}(?:\s*(?:of|von|de|di|sur|\/)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}\s+of\s+\d{1,4})\s*$/i;
const bareNumber = /^\s*(\d{1,4})\s*$/;

/** Longest line that is taken for a page's header or footer. */
const longestHeader = 100;

/**
 * Text without page numbers and the headers and footers beside them. A bare number counts as a page number only in a
 * series: at least three, each one more than the one before, alone between blank lines. A line counts as a header or footer
 * only when it stands beside page numbers at least twice, apart from its digits.
 */
export function removePageFurniture(text: string): string {
  const lines = text.split('\n');
  const pages = pageLines(lines);
  return pages.size === 0 ? text : joinAcross(lines, new Set([...pages, ...repeatedNeighbours(lines, pages)]));
}

function pageLines(lines: string[]): Set<number> {
  const pages = new Set<number>();
  let series: number[] = [];
  const settle = () => {
    if (series.length >= 3) for (const index of series) pages.add(index);
    series = [];
  };
  for (const [index, line] of lines.entries()) {
    if (pageNumber.test(line)) pages.add(index);
    const bare = standsAlone(lines, index) ? bareNumber.exec(line) : null;
    if (bare === null) continue;
    const last = series.at(-1);
    if (last !== undefined && Number(bare[1]) !== Number(lines[last]) + 1) settle();
    series.push(index);
  }
  settle();
  return pages;
}

function standsAlone(lines: string[], index: number): boolean {
  return isBlank(lines[index - 1]) && isBlank(lines[index + 1]);
}

/** Lines beside page numbers (with no other text between) whose text comes at least twice in such a place. */
function repeatedNeighbours(lines: string[], pages: ReadonlySet<number>): number[] {
  const places = new Map<string, Set<number>>();
  for (const page of pages) {
    for (const step of [-1, 1]) {
      const neighbour = nextText(lines, page, step);
      const key = neighbour === null ? '' : lines[neighbour]!.trim().replace(/\d+/g, '#');
      if (neighbour === null || pages.has(neighbour) || key.length > longestHeader) continue;
      places.set(key, (places.get(key) ?? new Set()).add(neighbour));
    }
  }
  return [...places.values()].filter((found) => found.size >= 2).flatMap((found) => [...found]);
}

function nextText(lines: string[], from: number, step: number): number | null {
  for (let index = from + step; index >= 0 && index < lines.length; index += step) if (!isBlank(lines[index])) return index;
  return null;
}

/** The lines that stay. Where a sentence went on over the page, one line break parts its halves; elsewhere a blank line. */
function joinAcross(lines: string[], gone: ReadonlySet<number>): string {
  const kept: string[] = [];
  let cut = false;
  for (const [index, line] of lines.entries()) {
    if (gone.has(index)) {
      cut = true;
      while (kept.length > 0 && isBlank(kept.at(-1))) kept.pop();
    } else if (!cut) kept.push(line);
    else if (!isBlank(line)) {
      const goesOn = kept.length === 0 || (/[\p{L},;-]$/u.test(kept.at(-1)!.trimEnd()) && /^\s*[\p{Ll}\d(]/u.test(line));
      kept.push(...(goesOn ? [line] : ['', line]));
      cut = false;
    }
  }
  return kept.join('\n');
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}
