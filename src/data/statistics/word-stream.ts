/** What is told of each word: two 32-bit hashes of it in lower case. */
export type OnWord = (high: number, low: number) => void;

/**
 * The words of a text, in lower case, as hashes, without a string for each: runs of letters, digits and marks; each
 * ideograph is a word. Beyond ASCII and Latin every character that is no punctuation counts as a letter.
 */
export function eachWord(text: string, onWord: OnWord): void {
  const lower = text.toLowerCase();
  let [high, low, length] = [seedHigh, seedLow, 0];
  for (let index = 0; index <= lower.length; index += 1) {
    const code = index < lower.length ? lower.charCodeAt(index) : 0x20;
    const kind = code < 0x80 ? asciiKinds[code]! : kindOf(code);
    if (kind === part) {
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x5bd1e995);
      low ^= low >>> 15;
      length += 1;
      continue;
    }
    if (length > 0) {
      onWord(mixed(high ^ low), mixed(low));
      [high, low, length] = [seedHigh, seedLow, 0];
    }
    if (kind === whole) onWord(mixed(Math.imul(code, 0x9e3779b1) ^ seedHigh), mixed(Math.imul(code, 0x85ebca6b) ^ seedLow));
  }
}

const [seedHigh, seedLow] = [0x811c9dc5, 0x9747b28c];
const [apart, part, whole] = [0, 1, 2] as const;

/** The last step of MurmurHash3, which spreads every bit over all others. */
export function mixed(word: number): number {
  let hash = word;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const asciiKinds = Uint8Array.from({ length: 0x80 }, (_, code) => (/[a-z0-9_]/.test(String.fromCharCode(code)) ? part : apart));

/** Half of a surrogate pair is a letter's part; the ideographs that are pairs form runs. */
function kindOf(code: number): number {
  if (code >= 0x3000 && code <= 0x303f) return apart;
  if ((code >= 0x2e80 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff)) return whole;
  if (code >= 0xc0)
    return (code >= 0x2000 && code <= 0x2bff) || (code >= 0xff00 && code <= 0xff0f) || code === 0xd7 || code === 0xf7 ? apart : part;
  return code === 0xaa || code === 0xb5 || code === 0xba ? part : apart;
}
