import type { ColumnMapping } from '../../contracts/dataset-reading.ts';
import { rawSpans, type TextSpan } from './raw-spans.ts';
import { writtenPaths } from './written-fields.ts';
import { writtenText } from './written-value.ts';

/** A field of a row as it was written; start and end in UTF-16 code units of its raw text, where they can be told. */
export interface WrittenPlace {
  field: string;
  start?: number;
  end?: number;
}

/** Tells where in a row as it was written the spans of a text of its canonical row stand. */
export type WrittenPlaces = (path: string, text: string, spans: readonly TextSpan[]) => WrittenPlace[];

/**
 * For a parsed value of a file and the cleaned canonical row that was read from it: names a text by the path that it has in
 * the row as it was written, and gives spans by the raw text there. Reads the value again when first asked, not before.
 * @param columns as the row was read with
 */
export function writtenPlaces(value: unknown, columns?: ColumnMapping): WrittenPlaces {
  const paths = writtenPaths(value, columns);
  return (path, text, spans) => {
    const [named, ...more] = paths(path);
    // Metadata is carried as it was written, and its keys are searched too.
    if (path.startsWith('metadata')) return spans.map(({ start, end }) => ({ field: named, start, end }));
    const placed: (WrittenPlace | null)[] = spans.map(() => null);
    for (const field of [named, ...more]) {
      if (placed.every((place) => place !== null)) break;
      const raw = writtenText(value, field);
      if (raw === null) continue;
      for (const [index, place] of rawSpans(raw, text, spans).entries()) if (place !== null) placed[index] ??= { field, ...place };
    }
    return placed.map((place) => place ?? { field: named });
  };
}
