const symbols = new Set(Array.from('{}();=<>[]_$\\|&`', (character) => character.charCodeAt(0)));
/** Share of the characters that are symbols of programming languages. Contracts with many brackets stay under 4 %. */
const symbolShare = 0.06;
const judged = 4_000;

/** Whether a text is code, markup, JSON or a table rather than prose: it has a fence, or at least 6 % symbols of programming languages. */
export function isCodeLike(text: string): boolean {
  if (text.includes('```')) return true;
  const length = Math.min(text.length, judged);
  let found = 0;
  for (let index = 0; index < length; index += 1) if (symbols.has(text.charCodeAt(index))) found += 1;
  return found >= symbolShare * length && found > 2;
}
