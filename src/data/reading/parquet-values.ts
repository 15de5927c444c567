/** Stands for text that is no UTF-8: half a surrogate pair, which is refused wherever it is found. */
export const notUtf8 = '\ud800';

/** Levels that are followed; deeper ones are refused later, by the depth of what is left here. */
const deepest = 100;

/**
 * A row as JSON would hold it: whole numbers beyond 2^53 as text, times as ISO 8601, bytes as text where they are UTF-8 and
 * left out where not. Columns that hold nothing are left out, since every row of a table has every column.
 * @returns the row, and how many characters its texts have
 */
export function plainRow(row: Record<string, unknown>): { value: Record<string, unknown>; characters: number } {
  const size = { characters: 0 };
  const value: Record<string, unknown> = {};
  for (const [name, cell] of Object.entries(row)) {
    const plain = plainValue(cell, size, 0);
    if (plain !== undefined && plain !== null) define(value, name, plain);
  }
  return { value, characters: size.characters };
}

function plainValue(value: unknown, size: { characters: number }, depth: number): unknown {
  if (typeof value === 'string') {
    size.characters += value.length;
    return value;
  }
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (value instanceof Uint8Array) return plainValue(decodeBytes(value), size, depth);
  if (depth > deepest) return null;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    return Array.from(value as unknown as ArrayLike<unknown>, (item) => plainValue(item, size, depth + 1) ?? null);
  }
  const plain: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) define(plain, name, plainValue(inner, size, depth + 1));
  return plain;
}

/** As an own property, whatever its name is. */
function define(target: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined) return;
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decodeBytes(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
