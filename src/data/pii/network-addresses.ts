import { nearestWord } from './context-words.ts';
import type { PiiSpan, RecogniserOptions } from './span.ts';

const v4 = /(?<![\w.+-])(?<!\w\/)(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d|-\w)/g;
const v6 = /(?<![\w:.])[0-9A-Fa-f:]{2,39}(?:(?<=:)(?:\d{1,3}\.){3}\d{1,3})?(?:%[A-Za-z0-9._-]{1,15}[A-Za-z0-9])?(?![\w:]|\.\w)/g;
const words = {
  for: /^(?:connect|ips?$|ipv[46]|address|addr|host|server|client|gateway|dns|ssh$|scp$|sftp$|rsync$|ping|subnet|proxy|firewall|router|node|peer)/,
  against:
    /^(?:v$|ver$|version|versions|release|releases|build|firmware|driver|upgrade|upgraded|update|section|sections|clause|chapter|article|paragraph|rule|schedule|appendix|annex|§|sec$|art$|para$|tag$|kernel|assembly|oid$)/,
};

/** IPv4 and IPv6 addresses, with zones. What a word calls a version or a section is none. */
export function findIpAddresses(text: string, { privateAddresses }: RecogniserOptions): PiiSpan[] {
  const spans: PiiSpan[] = [];
  for (const match of text.matchAll(v4)) {
    if (!isAddressV4(match[0], privateAddresses)) continue;
    const near = nearestWord(text, match.index, words)?.speaks;
    if (near === 'against' || (text[match.index - 1] === '@' && !isHost(text, match.index, match[0], near === 'for'))) continue;
    spans.push({ entity: 'IP_ADDRESS', start: match.index, end: match.index + match[0].length, score: 0.6, reason: 'IPv4 address' });
  }
  if (!/:[0-9A-Fa-f]{0,4}:/.test(text)) return spans;
  for (const match of text.matchAll(v6)) {
    const address = match[0].split('%')[0]!;
    const slice = text[match.index - 1] === '[' && /\w/.test(text[match.index - 2] ?? '');
    if (slice || !isAddressV6(address)) continue;
    spans.push({ entity: 'IP_ADDRESS', start: match.index, end: match.index + match[0].length, score: 0.6, reason: 'IPv6 address' });
  }
  return spans;
}

function isAddressV4(address: string, privateAddresses: boolean): boolean {
  const parts = address.split('.');
  if (!parts.every((part) => Number(part) <= 255 && String(Number(part)) === part)) return false;
  const [a, b] = parts.map(Number) as [number, number, number, number];
  if (a === 0 || /^255\.(?:255\.(?:255\.)?)?(?:(?:0|128|192|224|240|248|252|254|255)(?:\.0)*)$/.test(address)) return false;
  return privateAddresses || !(a === 10 || a === 127 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168));
}

const longestAuthority = 400;

/**
 * Whether the numbers after an `@` are a host: `root@203.0.113.7`. `name@120.0.6099.0` is a package and its version, whose
 * later parts are small. Behind a user name with a password they belong to what is found there.
 */
function isHost(text: string, start: number, address: string, told: boolean): boolean {
  const before = /[^\s"'`<>]*$/.exec(text.slice(Math.max(0, start - longestAuthority), start))![0];
  const scheme = before.lastIndexOf('://');
  if (scheme !== -1 && before.includes(':', scheme + 3)) return false;
  return told || scheme !== -1 || address.split('.').filter((part) => Number(part) > 31).length >= 2;
}

function isAddressV6(address: string): boolean {
  if (!/\d/.test(address) || address.includes(':::')) return false;
  const tail = /:((?:\d{1,3}\.){3}\d{1,3})$/.exec(address);
  if (tail !== null && !isAddressV4(tail[1]!, true)) return false;
  const halves = (tail === null ? address : address.slice(0, -tail[1]!.length) + '0:0').split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length <= 7 && groups.length >= 1 : groups.length === 8;
}

const mac =
  /(?<![A-Za-z0-9:.-]|\w_)(?:[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![A-Za-z0-9]|_\w|[:.-][0-9A-Fa-f])/g;

/** Hardware addresses: six pairs with one delimiter, or three groups of four with dots. */
export function findMacAddresses(text: string): PiiSpan[] {
  const spans: PiiSpan[] = [];
  for (const match of text.matchAll(mac)) {
    const hex = match[0].replaceAll(/[:.-]/g, '');
    if (/^(?:0+|f+)$/i.test(hex)) continue; // nobody's, and everybody's
    spans.push({ entity: 'MAC_ADDRESS', start: match.index, end: match.index + match[0].length, score: 0.8, reason: 'hardware address' });
  }
  return spans;
}
