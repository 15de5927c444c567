import { replaceCounted, type ChangeCounts } from './change-counts.ts';
import { removeInvisible } from './invisible-characters.ts';
import { countUnnormalized, normalizeText } from './normalize-text.ts';
import { repairLatin1, repairMojibake } from './repair-mojibake.ts';

/** \r\n, \r, the vertical white space of old printers and EBCDIC (VT, FF, NEL), and Unicode's separators: each ends a line. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const lineEnds = /\r\n|[\r\u000b\u000c\u0085\u2028\u2029]/g;
/** Control characters but \n and \t. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
const softHyphens = /\u00ad/g;
/** Any of the three. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u2028\u2029]/;

/** Passes after which even text made to be awkward has settled; all other text takes one, and one that sees that nothing is left. */
const mostPasses = 8;

/**
 * Everything about characters and nothing about markup: encoding, invisible and control characters, line ends, NFC, edges.
 * Done twice it changes nothing, since it goes on until nothing changes.
 */
export function cleanCharacters(text: string, mojibake: 'repair' | 'keep', counts: ChangeCounts): string {
  let result = text;
  for (let pass = 0; pass < mostPasses; pass += 1) {
    const cleaned = cleanOnce(result, mojibake, counts);
    if (cleaned === result) break;
    result = cleaned;
  }
  return result;
}

/** Encoding comes before control characters, which may be bytes of it, and behind what is wider than a byte. */
function cleanOnce(text: string, mojibake: 'repair' | 'keep', counts: ChangeCounts): string {
  const { text: seen, removed } = removeInvisible(text);
  counts.add('byte-order-mark', removed.byteOrderMarks);
  counts.add('invisible', removed.invisible);
  counts.add('direction', removed.direction);
  const decoded = mojibake === 'repair' ? repairEncoding(seen, counts) : seen;
  const printable = unprintable.test(decoded) ? makePrintable(decoded, counts) : decoded;
  const composed = normalizeText(printable, 'NFC');
  if (composed !== printable) counts.add('unicode-form', countUnnormalized(printable));
  const trimmed = composed.trim();
  counts.add('edge', composed.length - trimmed.length);
  return trimmed;
}

function repairEncoding(text: string, counts: ChangeCounts): string {
  const utf8 = repairMojibake(text);
  const latin1 = repairLatin1(utf8.text);
  counts.add('mojibake', utf8.count + latin1.count);
  return latin1.text;
}

function makePrintable(text: string, counts: ChangeCounts): string {
  const lines = replaceCounted(text, lineEnds, '\n', (count) => counts.add('line-end', count));
  const printable = replaceCounted(lines, controls, '', (count) => counts.add('control', count));
  return replaceCounted(printable, softHyphens, '', (count) => counts.add('invisible', count));
}
