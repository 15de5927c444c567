/** What a text holds that any recogniser could begin with, as bits. */
export const trait = { digit: 1, at: 2, colon: 4, equals: 8, dash: 16, wide: 32 } as const;

const byUnit = new Uint8Array(128);
for (let unit = 0x30; unit <= 0x39; unit++) byUnit[unit] = trait.digit;
byUnit[0x40] = trait.at;
byUnit[0x3a] = trait.colon;
byUnit[0x3d] = trait.equals;
byUnit[0x2d] = trait.dash;

/** One pass over a text: which traits it has. Most prose has none, and costs nothing more. */
export function traitsOf(text: string): number {
  let traits = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    traits |= unit < 128 ? byUnit[unit]! : trait.wide;
  }
  return traits;
}
