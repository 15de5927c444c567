/** What became of one field of a reference, or that the answer has one too many. */
export interface FieldResult {
  /** JSON Pointer (RFC 6901) of the field: "/parties/0/name"; "" is the whole value. */
  path: string;
  result: 'equal' | 'different' | 'missing' | 'unexpected';
}

export interface FieldOptions {
  /** Largest difference at which two numbers are equal. */
  numberTolerance: number;
  /** Whether the case of texts and white space around them count. */
  text: 'exact' | 'folded';
}

export const fieldDefaults: FieldOptions = { numberTolerance: 0, text: 'exact' };

/** An answer nested deeper than this is compared no further: what lies below counts as different. */
const deepest = 200;

interface Pair {
  path: string;
  depth: number;
  given: unknown;
  wanted: unknown;
}

/**
 * Two JSON values field by field: every leaf (a text, number, truth value, null, or an empty list or object) of the
 * reference, and every leaf that only the answer has. Lists are compared place by place. Goes without recursion, so that
 * no nesting can exhaust the stack.
 */
export function compareFields(given: unknown, wanted: unknown, options: Partial<FieldOptions> = {}): FieldResult[] {
  const settings = { ...fieldDefaults, ...options };
  const results: FieldResult[] = [];
  const waiting: Pair[] = [{ path: '', depth: 0, given, wanted }];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const { path, depth } = pair;
    if (depth > deepest) results.push({ path, result: 'different' });
    else if (areAlikeContainers(pair.given, pair.wanted) && (isNested(pair.given) || isNested(pair.wanted)))
      waiting.push(...childrenOf(pair).toReversed());
    else if (pair.wanted === absent) results.push(...leavesOf(pair.given, path, 'unexpected'));
    else if (pair.given === absent) results.push(...leavesOf(pair.wanted, path, 'missing'));
    else if (isNested(pair.wanted)) results.push(...leavesOf(pair.wanted, path, 'different'));
    else results.push({ path, result: sameLeaf(pair.given, pair.wanted, settings) ? 'equal' : 'different' });
  }
  return results;
}

/** Stands for "there is no such field", which null is not. */
const absent = Symbol('absent');

type Nested = Record<string, unknown> | unknown[];

/** Whether a value holds others. An empty list or object does not: it is a leaf. */
function isNested(value: unknown): value is Nested {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function childrenOf({ path, depth, given, wanted }: Pair): Pair[] {
  const [from, to] = [given as Record<string, unknown>, wanted as Record<string, unknown>];
  const names = [...new Set([...Object.keys(to), ...Object.keys(from)])];
  const valueIn = (object: Record<string, unknown>, name: string) => (Object.hasOwn(object, name) ? object[name] : absent);
  return names.map((name) => ({
    path: `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    depth: depth + 1,
    given: valueIn(from, name),
    wanted: valueIn(to, name),
  }));
}

function leavesOf(value: unknown, path: string, result: FieldResult['result']): FieldResult[] {
  const leaves: FieldResult[] = [];
  const waiting = [{ value, path, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { depth } = next;
    if (!isNested(next.value) || depth > deepest) leaves.push({ path: next.path, result });
    else
      for (const child of childrenOf({ path: next.path, depth, given: {}, wanted: next.value }).toReversed())
        waiting.push({ value: child.wanted, path: child.path, depth: depth + 1 });
  }
  return leaves;
}

function sameLeaf(given: unknown, wanted: unknown, { numberTolerance, text }: FieldOptions): boolean {
  if (typeof given === 'number' && typeof wanted === 'number') return Math.abs(given - wanted) <= numberTolerance;
  if (typeof given === 'string' && typeof wanted === 'string' && text === 'folded') return folded(given) === folded(wanted);
  if (areAlikeContainers(given, wanted)) return !isNested(given) && !isNested(wanted);
  return given === wanted;
}

function folded(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

/** Two lists, or two objects. */
function areAlikeContainers(one: unknown, other: unknown): boolean {
  const kindOf = (value: unknown) => (typeof value !== 'object' || value === null ? null : Array.isArray(value) ? 'list' : 'object');
  return kindOf(one) !== null && kindOf(one) === kindOf(other);
}
