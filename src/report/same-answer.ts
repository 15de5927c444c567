/** Whether an answer says what the reference says: equal JSON values in any order of keys, else equal text but for outer spaces. */
export function sameAnswer(answer: string, reference: string): boolean {
  const [a, b] = [parsed(answer), parsed(reference)];
  return a !== undefined && b !== undefined ? canonical(a) === canonical(b) : answer.trim() === reference.trim();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}
