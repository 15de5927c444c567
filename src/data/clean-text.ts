/** \r\n, \r, and the vertical white space of old printers and EBCDIC (VT, FF, NEL): each ends a line. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const lineEnds = /\r\n|[\r\u000b\u000c\u0085]/g;
/** Byte order marks and control characters but \n and \t. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const controls = /[\ufeff\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;

/**
 * Text in one form: line ends \n, no control characters but \n and \t, Unicode NFC, no white space around it.
 * Inner white space stays, since it means something in code and tables. Cleaning twice changes nothing.
 */
export function cleanText(text: string): string {
  return text.replace(lineEnds, '\n').replace(controls, '').normalize('NFC').trim();
}

/**
 * Text as it is compared for leaks: compatibility forms, letter case, format characters and white space do not count.
 */
export function comparableText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim();
}
