/** One or two section or paragraph signs at the start of a reference, and the number behind. Not within a word or an address. */
const reference = /(?<![^\s([{"'„“‚‘«;,–—-])([§¶]{1,2})[ \t\u00a0\u2009\u202f]*(?=[\dA-Z])/gu;

/** "§12" and "§§12–14" with one space behind the sign: "§ 12", "§§ 12–14". */
export function spaceSectionSigns(text: string): string {
  return text.replace(reference, '$1 ');
}
