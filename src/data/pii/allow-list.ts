import type { PiiAllowList } from '../../contracts/pii-spec.ts';

/** Whether a value is let through: one of the values, or the whole of it as a pattern says. Letter case does not count. */
export function allowList({ values, patterns }: PiiAllowList): (value: string) => boolean {
  const exact = new Set(values.map((value) => value.toLowerCase()));
  const lower = patterns.map((pattern) => pattern.toLowerCase().replaceAll(/\*+/g, '*'));
  return (value) => {
    const given = value.toLowerCase();
    return exact.has(given) || lower.some((pattern) => matches(pattern, given));
  };
}

/**
 * Whether the pattern describes the whole value: `*` any characters, `?` one. Goes back to the last `*` alone, so it takes
 * at most pattern × value steps, whatever they are.
 */
function matches(pattern: string, value: string): boolean {
  let [at, index, star, from] = [0, 0, -1, 0];
  while (index < value.length) {
    if (pattern[at] === '*') {
      star = at++;
      from = index;
    } else if (pattern[at] === '?' || pattern[at] === value[index]) {
      at++;
      index++;
    } else if (star === -1) return false;
    else {
      at = star + 1;
      index = ++from;
    }
  }
  return at === pattern.length || (at === pattern.length - 1 && pattern[at] === '*');
}
