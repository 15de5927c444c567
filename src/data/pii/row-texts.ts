/** Maps a text of a row; `path` names it without repeating what it holds. */
export type TextMap = (text: string, path: string) => string;

/** What names a row or its parts, and holds nobody's text. */
const names = new Set(['id', 'source', 'timestamp', 'parentId']);
const plainKey = /^[A-Za-z_][\w-]{0,39}$/;

/**
 * The row with every text mapped, and the keys of its objects too; the same object where nothing changed. `id`, `source`,
 * `timestamp` and `parentId` are left. Paths read `messages[1].content`; a key that may itself be a value (letters of no
 * name, or one that the map changed) is called by its place: `metadata.(key 3)`.
 */
export function mapTexts<R extends object>(row: R, map: TextMap): R {
  const changed: Record<string, unknown> = {};
  let same = true;
  for (const [key, value] of Object.entries(row)) {
    const mapped = names.has(key) ? value : mapValue(value, key, map);
    same &&= mapped === value;
    changed[key] = mapped;
  }
  return same ? row : (changed as R);
}

function mapValue(value: unknown, path: string, map: TextMap): unknown {
  if (typeof value === 'string') return value === '' ? value : map(value, path);
  if (Array.isArray(value)) {
    const mapped = value.map((inner, index) => mapValue(inner, `${path}[${index}]`, map));
    return mapped.some((inner, index) => inner !== value[index]) ? mapped : value;
  }
  return typeof value === 'object' && value !== null ? mapObject(value, path, map) : value;
}

function mapObject(value: object, path: string, map: TextMap): object {
  const entries: [string, unknown][] = [];
  let same = true;
  for (const [index, [key, inner]] of Object.entries(value).entries()) {
    const unnamed = `${path}.(key ${index + 1})`;
    const mappedKey = key === '' || isRole(path, key) ? key : map(key, unnamed);
    const mapped = isRole(path, key) ? inner : mapValue(inner, plainKey.test(key) && mappedKey === key ? `${path}.${key}` : unnamed, map);
    same &&= mappedKey === key && mapped === inner;
    entries.push([mappedKey, mapped]);
  }
  return same ? value : Object.fromEntries(entries);
}

function isRole(path: string, key: string): boolean {
  return key === 'role' && path.startsWith('messages');
}
