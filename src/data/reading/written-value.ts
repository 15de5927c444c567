import { isFields } from './tool-calls.ts';

/**
 * What stands at a path of a row as it was written: "messages[1].content", "answers.text.0", "(key 3)". A field whose name
 * holds dots or brackets comes before what the path would lead to. `undefined` where there is nothing.
 */
export function writtenValue(value: unknown, path: string): unknown {
  return follow(value, path, 0)?.value;
}

/** The text at a path of a row as it was written; null where there is no single text. */
export function writtenText(value: unknown, path: string): string | null {
  const found = writtenValue(value, path);
  return typeof found === 'string' ? found : null;
}

/** The path, cut behind the text that holds the rest of it: tools and arguments may be written as JSON in a text. */
export function writtenPart(value: unknown, path: string): string {
  const found = follow(value, path, 0);
  return found === null ? path : path.slice(0, found.end);
}

function follow(value: unknown, path: string, at: number): { value: unknown; end: number } | null {
  if (at === path.length || typeof value === 'string') return { value, end: at };
  if (Array.isArray(value)) {
    const step = stepAt(/\[(\d+)\]|\.?(\d+)(?![^.[])/y, path, at);
    return step === null ? null : follow(value[Number(step[1] ?? step[2])], path, at + step[0].length);
  }
  if (!isFields(value)) return null;
  const from = path[at] === '.' ? at + 1 : at;
  const unnamed = stepAt(/\(key (\d+)\)/y, path, from);
  if (unnamed !== null) return follow(Object.values(value)[Number(unnamed[1]) - 1], path, from + unnamed[0].length);
  for (const end of endsOfNames(path, from)) {
    const name = path.slice(from, end);
    if (Object.hasOwn(value, name)) return follow(value[name], path, end);
  }
  return null;
}

function stepAt(pattern: RegExp, path: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(path);
}

/** Where a field's name that begins here may end, the longest first. */
function endsOfNames(path: string, from: number): number[] {
  const ends = [path.length];
  for (let at = path.length - 1; at > from; at -= 1) if (path[at] === '.' || path[at] === '[') ends.push(at);
  return ends;
}
