/** Longest unbroken run that is encoded at once, in UTF-16 code units: encoders take time that grows with its square. */
const longestRun = 512;

/**
 * A text in parts whose tokens may be counted one by one. Encoders cut text at spaces and signs before they merge
 * bytes, and merging takes time that grows with the square of a piece; so a run of one kind of characters (letters,
 * signs or white space) is cut after every 512. Ordinary text has no such run and stays in one part. The count of
 * a run is off by at most five tokens a cut (tested), one for a hundred of its characters. Surrogate pairs stay whole.
 */
export function splitRuns(text: string): string[] {
  if (text.length <= longestRun) return [text];
  const parts: string[] = [];
  let start = 0;
  let kind = -1;
  let run = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const now = kindOf(code);
    if (now === kind) run += 1;
    else [kind, run] = [now, 1];
    if (run > longestRun && !(code >= 0xdc00 && code <= 0xdfff)) {
      parts.push(text.slice(start, index));
      [start, run] = [index, 1];
    }
  }
  parts.push(text.slice(start));
  return parts;
}

const [space, letter, sign] = [0, 1, 2] as const;

/** Digits count as letters: encoders that take them one by one or by threes have no long pieces of them anyway. */
function kindOf(code: number): number {
  if (code <= 0x20 || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200a)) return space;
  if (code >= 0x80) return letter;
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) ? letter : sign;
}
