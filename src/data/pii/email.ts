import { parse } from 'tldts';
import type { PiiSpan } from './span.ts';

/** Longest local part and longest host name (RFC 5321, 4.5.3.1). */
const longestLocal = 64;
const longestHost = 253;
const localUnit = /[\p{L}\p{N}._%+'~!#$^*-]/u;
const hostUnit = /[\p{L}\p{N}.-]/u;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u;

/**
 * Addresses whose host ends in a known top-level domain, in Unicode or punycode. Starts at each `@` and looks at most 64
 * units to the left and 253 to the right, never past another `@`: linear.
 */
export function findEmails(text: string): PiiSpan[] {
  const spans: PiiSpan[] = [];
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at);
    if (start === at) continue;
    const end = hostEnd(text, at + 1);
    if (end === null || isGitAddress(text, start, at, end)) continue;
    const marked = text[start] === '_' && text[end] === '_' && start + 1 < at; // emphasis in Markdown
    spans.push({ entity: 'EMAIL', start: marked ? start + 1 : start, end, score: 0.95, reason: 'pattern, known top-level domain' });
  }
  return spans;
}

function localStart(text: string, at: number): number {
  let start = at;
  let script: boolean | null = null;
  for (; start > 0 && at - start < longestLocal && isUnit(text, start - 1, localUnit); start--) {
    const isLatin = latinLetter(text, start - 1);
    script ??= isLatin;
    if (isLatin !== null && isLatin !== script) break;
  }
  const doubled = text.slice(start, at).lastIndexOf('..');
  if (doubled !== -1) start += doubled + 2;
  while (start < at && !/[\p{L}\p{N}_]/u.test(text[start]!)) start++;
  return text[at - 1] === '.' ? at : start;
}

/** Where the host ends: the longest run of labels that ends in a known top-level domain, or null. */
function hostEnd(text: string, from: number): number | null {
  let end = from;
  let script: boolean | null = null;
  for (; end < text.length && end - from < longestHost && isUnit(text, end, hostUnit); end++) {
    const isLatin = text[end] === '.' ? null : latinLetter(text, end);
    script = text[end] === '.' ? null : (script ?? isLatin);
    if (isLatin !== null && isLatin !== script) break;
  }
  const labels = text.slice(from, end).split('.');
  const bad = labels.findIndex((one) => !label.test(one));
  const partial = bad === -1 ? undefined : /^[\p{L}\p{N}-]*[\p{L}\p{N}]/u.exec(labels[bad]!)?.[0];
  const whole = labels.slice(0, bad === -1 ? labels.length : bad);
  if (partial !== undefined && partial !== labels[bad]) whole.push(partial);
  for (let count = Math.min(whole.length, 12); count >= 2; count--) {
    const host = whole.slice(0, count).join('.');
    if (/\p{L}/u.test(whole[count - 1]!) && isKnownHost(host)) return from + host.length;
  }
  return null;
}

function isKnownHost(host: string): boolean {
  const { isIcann, domain } = parse(host.toLowerCase(), { extractHostname: false, validateHostname: false, allowPrivateDomains: false });
  return isIcann === true && domain !== null;
}

/** `git@host:path` names a repository. */
function isGitAddress(text: string, start: number, at: number, end: number): boolean {
  return text.slice(start, at) === 'git' && /^:[\w~/.-]/.test(text.slice(end, end + 2));
}

function isUnit(text: string, index: number, units: RegExp): boolean {
  return units.test(text[index]!);
}

/**
 * Whether a letter is Latin; null of what is no letter. Local parts and labels are of one script: in languages that put no
 * space between words, the next word begins where the script changes.
 */
function latinLetter(text: string, index: number): boolean | null {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return (unit | 32) >= 0x61 && (unit | 32) <= 0x7a ? true : null;
  const character = text[index]!;
  return /\p{L}/u.test(character) ? /\p{Script=Latin}/u.test(character) : null;
}
