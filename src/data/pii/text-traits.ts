/** What a text holds that any recogniser could begin with, as bits. `long` = twenty characters or more without a space. */
export const trait = { digit: 1, at: 2, colon: 4, equals: 8, dash: 16, wide: 32, run: 64, long: 128 } as const;

const byUnit = new Uint8Array(128);
for (let unit = 0x30; unit <= 0x39; unit++) byUnit[unit] = trait.digit;
byUnit[0x40] = trait.at;
byUnit[0x3a] = trait.colon;
byUnit[0x3d] = trait.equals;
byUnit[0x2d] = trait.dash;

/** Fewest characters without a space of a hardware address, and of a key, token or address of a currency. */
const shortestRun = 14;
const shortestKey = 20;

/** One pass over a text: which traits it has. Most prose has none, and costs nothing more. */
export function traitsOf(text: string): number {
  let traits = 0;
  let space = -1;
  let longest = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit <= 32) {
      if (index - space > longest) longest = index - space;
      space = index;
    } else traits |= unit < 128 ? byUnit[unit]! : trait.wide;
  }
  longest = Math.max(longest, text.length - space) - 1;
  return traits | (longest >= shortestRun ? trait.run : 0) | (longest >= shortestKey ? trait.long : 0);
}
