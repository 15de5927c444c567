import type { DatasetSource, SplitName } from '../contracts/dataset.ts';

/** A uri of a dataset, and the split it is for; `null` when Anneal is to split. */
export interface SourcePart {
  uri: string;
  split: SplitName | null;
}

/** A dataset as a spec names it, as a list in a fixed order. */
export function sourceParts(dataset: DatasetSource): SourcePart[] {
  if (typeof dataset === 'string' || Array.isArray(dataset)) return asList(dataset).map((uri) => ({ uri, split: null }));
  return (['train', 'validation', 'test'] as const).flatMap((split) => asList(dataset[split]).map((uri) => ({ uri, split })));
}

function asList(uris: string | string[]): string[] {
  return typeof uris === 'string' ? [uris] : uris;
}
