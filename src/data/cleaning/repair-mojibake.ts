import { countSequences, looksGarbled } from './mojibake-evidence.ts';
import { bytesReadAsLatin, windows1252Character } from './windows-1252.ts';

/** A first byte of two or more, read as Latin-1, and one that follows, read as Latin-1 or windows-1252. */
const candidate = /[\u00c2-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;
/** What no repaired text may hold: characters that are none, private ones, and the sign of a failed decoding. */
const implausible = /[\p{Cn}\p{Co}\ufffd]/u;
const upperControl = /[\u0080-\u009f]/;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Text as it was before its UTF-8 bytes were read as Latin-1 or windows-1252, however often that happened. Repaired only
 * where the whole text goes back to bytes that are valid UTF-8, looks garbled (see looksGarbled) and gives assigned
 * characters; so real text with "Ã" or "é…" stays. Takes as many passes as there are layers, and each layer doubles what
 * it garbles.
 * @returns `count` = garbled sequences that were put right
 */
export function repairMojibake(text: string): { text: string; count: number } {
  let [result, count] = [text, 0];
  for (let inner = unwrap(result); inner !== null; inner = unwrap(result)) {
    result = inner.text;
    count += inner.count;
  }
  return { text: result, count };
}

/** One layer off; more where what comes out holds control characters, which are good only as bytes of a further layer. */
function unwrap(text: string): { text: string; count: number } | null {
  if (!candidate.test(text)) return null;
  const bytes = bytesReadAsLatin(text);
  if (bytes === null) return null;
  const inner = decode(bytes);
  if (inner === null || implausible.test(inner) || !looksGarbled(text, bytes)) return null;
  const count = countSequences(bytes);
  if (!upperControl.test(inner)) return { text: inner, count };
  const deeper = unwrap(inner);
  return deeper === null ? null : { text: deeper.text, count: count + deeper.count };
}

function decode(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

/** A quotation mark, an apostrophe or a dash of windows-1252 beside a letter. */
const misreadMark = /\p{L}[\u0091-\u0097]|[\u0091-\u0097]\p{L}/u;
const openControl = /[\u0081\u008d\u008f\u0090\u009d]/;

/**
 * Text whose windows-1252 bytes were read as Latin-1: "don\u0092t" is "don’t". Repaired only where windows-1252 knows
 * every control character of that range in the text, and one at least is a quotation mark or a dash beside a letter;
 * otherwise they are control characters.
 */
export function repairLatin1(text: string): { text: string; count: number } {
  if (!upperControl.test(text) || !misreadMark.test(text) || openControl.test(text)) return { text, count: 0 };
  let count = 0;
  const repaired = text.replace(/[\u0080-\u009f]/g, (control) => {
    count += 1;
    return windows1252Character(control.charCodeAt(0))!;
  });
  return { text: repaired, count };
}
