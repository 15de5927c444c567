import { AnnealFailure } from '../contracts/failure.ts';

/** Values by the path of their field: `stages.1.training.epochs` or `stages[1].training.epochs`; lists count from 0. */
export type ValuesByPath = Record<string, unknown>;

/**
 * A copy of a spec with these values in it, in their order. Fields on the way that are not there yet are made; a list takes
 * one more entry behind its last. Whether a field exists is for the spec's schema to say.
 * @throws AnnealFailure InvalidInput for a path that leads nowhere.
 */
export function withValues(spec: unknown, values: ValuesByPath): unknown {
  return Object.entries(values).reduce((changed, [path, value]) => {
    const parts = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
    if (parts.includes('')) throw badPath(path, 'it has an empty part');
    return put(changed, parts, 0, { path, value });
  }, spec);
}

interface Setting {
  path: string;
  value: unknown;
}

/** `at` = parts that lead to `place`. */
function put(place: unknown, parts: string[], at: number, setting: Setting): unknown {
  if (at === parts.length) return setting.value;
  const part = parts[at]!;
  const below = (inner: unknown) => put(inner, parts, at + 1, setting);
  const index = /^\d+$/.test(part) ? Number(part) : null;
  if (Array.isArray(place) || (place === undefined && index !== null))
    return putInList((place as unknown[]) ?? [], index, below, parts, at, setting);
  if (place === undefined) return { [part]: below(undefined) };
  if (typeof place === 'object' && place !== null)
    return { ...place, [part]: below(Object.hasOwn(place, part) ? (place as Record<string, unknown>)[part] : undefined) };
  throw badPath(setting.path, `${parts.slice(0, at).join('.')} is ${JSON.stringify(place)}, which has nothing below it`);
}

function putInList(
  list: unknown[],
  index: number | null,
  below: (inner: unknown) => unknown,
  parts: string[],
  at: number,
  { path }: Setting,
): unknown[] {
  if (index !== null && index <= list.length) return list.toSpliced(index, 1, below(list[index]));
  const entries = list.length === 1 ? '1 entry' : `${list.length} entries`;
  throw badPath(
    path,
    `${parts.slice(0, at).join('.')} has ${entries}: "${parts[at]}" must be a number from 0 to ${list.length} (${list.length} adds one)`,
  );
}

function badPath(path: string, why: string): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `"${path}" leads nowhere in the spec: ${why}. A path names fields and entries from the top, such as stages.1.training.epochs; all fields: docs/spec.md.`,
  );
}
