import { decodeHTMLStrict } from 'entities';
import { codeRanges, insideCode } from './code-ranges.ts';

/** `any` = every reference of HTML, for a text that is HTML; `plain` = those that no code holds, for any other text. */
export type References = 'any' | 'plain';

const reference = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});/g;

/**
 * References that text without a tag may be trusted to mean: the five of XML, numbers, accented letters, typographic signs.
 * Not among them are such as also name variables ("ptr = &num;"), but for "&copy; 2026".
 */
const plain =
  /^&(?:#.*|amp|lt|gt|quot|apos|nbsp|shy|ensp|emsp|thinsp|[A-Za-z](?:grave|acute|circ|tilde|uml|ring|cedil|slash|caron)|szlig|[Aa][Ee]lig|AElig|[Oo][Ee]lig|OElig|thorn|THORN|ndash|mdash|lsquo|rsquo|sbquo|ldquo|rdquo|bdquo|hellip|bull|middot|euro|pound|yen|cent|sect|reg|trade|deg|laquo|raquo|lsaquo|rsaquo|frac12|frac14|frac34|times|plusmn|iexcl|iquest|ordf|ordm);$/;
const yearBehind = /^ ?(?:19|20)\d\d/;

/** Text with its character references decoded, once, but for those in code. A no-break space becomes a plain one, as it is meant. */
export function decodeReferences(text: string, which: References): { text: string; count: number } {
  if (!text.includes('&')) return { text, count: 0 };
  const isCode = insideCode(codeRanges(text));
  let count = 0;
  const decoded = text.replace(reference, (found: string, at: number) => {
    if (isCode(at) || (which === 'plain' && !isPlain(found, text, at))) return found;
    const character = decodeHTMLStrict(found);
    if (character === found || character.includes('\ufffd')) return found;
    count += 1;
    return character === '\u00a0' ? ' ' : character;
  });
  return { text: decoded, count };
}

export function countReferences(text: string, which: References): number {
  return decodeReferences(text, which).count;
}

function isPlain(found: string, text: string, at: number): boolean {
  return plain.test(found) || (found === '&copy;' && yearBehind.test(text.slice(at + found.length, at + found.length + 5)));
}
