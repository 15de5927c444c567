import { createHash } from 'node:crypto';

/**
 * JSON text that is the same for equal values: object keys in ascending order of code units, no white space, numbers as
 * JavaScript writes them (the rules of RFC 8785). A property whose value is `undefined` counts as absent, as in JSON.
 * @throws TypeError naming the path of what JSON cannot hold: NaN, infinities, undefined in a list, bigints, functions, class instances.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

/** SHA-256 of the canonical JSON, 64 lower-case hexadecimal digits. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return writeNumber(value, path);
  if (Array.isArray(value)) return `[${Array.from(value, (item, index) => write(item, `${path}[${index}]`)).join(',')}]`;
  if (isPlainObject(value)) return writeObject(value, path);
  throw new TypeError(
    `${path} has no canonical JSON: ${typeof value === 'object' ? `an instance of ${value.constructor.name}` : typeof value}`,
  );
}

function writeNumber(value: number, path: string): string {
  if (!Number.isFinite(value)) throw new TypeError(`${path} has no canonical JSON: ${value}`);
  return JSON.stringify(value);
}

function writeObject(value: Record<string, unknown>, path: string): string {
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${write(value[key], `${path}.${key}`)}`);
  return `{${members.join(',')}}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Objects of another realm, such as a workflow's sandbox, have a prototype of their own whose prototype is null.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
