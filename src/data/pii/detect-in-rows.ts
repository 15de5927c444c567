import type { PiiDetector } from './detector.ts';
import { mapTexts } from './row-texts.ts';
import type { PiiSpan } from './span.ts';

/** What a detector finds in the texts of some rows, by path of the text; of a null nothing. One call for all of them. */
export async function detectInRows(
  rows: readonly (object | null)[],
  detector: PiiDetector,
  signal: AbortSignal,
): Promise<Map<string, PiiSpan[]>[]> {
  const texts: { row: number; path: string; text: string }[] = [];
  for (const [row, value] of rows.entries()) {
    if (value === null) continue;
    mapTexts(value, (text, path) => {
      texts.push({ row, path, text });
      return text;
    });
  }
  const found = await detector.detect(
    texts.map(({ text }) => text),
    signal,
  );
  const byRow = rows.map(() => new Map<string, PiiSpan[]>());
  for (const [index, { row, path }] of texts.entries()) byRow[row]!.set(path, found[index]!);
  return byRow;
}
