import { comparableText } from '../clean-text.ts';

// oxlint-disable-next-line no-control-regex -- the whole of ASCII is meant
const ascii = /^[\u0000-\u007f]*$/;

/** The same as `comparableText`, faster for ASCII, which Unicode's normal forms leave as it is. */
export function comparableFast(text: string): string {
  return ascii.test(text) ? text.toLowerCase().replace(/\s+/g, ' ').trim() : comparableText(text);
}
