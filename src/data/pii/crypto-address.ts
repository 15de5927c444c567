import { hash } from 'node:crypto';
import { bech32, bech32m, createBase58check } from '@scure/base';
import { nearestWord } from './context-words.ts';
import { keccak256 } from './keccak.ts';
import { longRuns } from './long-runs.ts';
import { raised, type PiiSpan } from './span.ts';

const base58check = createBase58check((bytes: Uint8Array) => new Uint8Array(hash('sha256', bytes, 'buffer')));
const base58 = /(?<![A-Za-z0-9])[123DKL5MTmnc9][1-9A-HJ-NP-Za-km-z]{25,51}(?![A-Za-z0-9])/g;
/** First byte of an address: Bitcoin, its test net, Litecoin, Dogecoin, Tron. */
const addressVersions = new Set([0x00, 0x05, 0x6f, 0xc4, 0x30, 0x32, 0x3a, 0x1e, 0x16, 0x41]);
/** First byte of a private key in wallet import format: Bitcoin, its test net, Litecoin. */
const keyVersions = new Set([0x80, 0xef, 0xb0]);
const segwit = /(?<![A-Za-z0-9])(?:(?:bc|tb|bcrt|ltc|tltc)1[02-9ac-hj-np-z]{11,87}|(?:BC|TB|LTC)1[02-9AC-HJ-NP-Z]{11,87})(?![A-Za-z0-9])/g;
const ethereum = /(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])/g;
/** Fewest characters of an address: a witness program of two bytes. */
const shortestAddress = 14;
const words = {
  for: /^(?:eth$|ether|ethereum|erc|wallet|address|addr$|crypto|usdt|usdc|token|tokens|contract|metamask|polygon|bsc|coins?$|donat|send|sent|pay$|payment|payments|paid|transfer|deposit|withdraw|funds)/,
};

/** Addresses of crypto currencies, by their checksums; Ethereum's without one (all in one letter case) by context. Private keys are SECRET. */
export function findCryptoAddresses(text: string): PiiSpan[] {
  const spans: PiiSpan[] = [];
  for (const run of longRuns(text, shortestAddress)) {
    for (const { 0: value, index } of run.text.matchAll(base58)) {
      const version = value.length >= 26 ? versionOf(value) : null;
      const found = { start: run.start + index, end: run.start + index + value.length, score: 1 };
      if (version === 'address') spans.push({ entity: 'CRYPTO', ...found, reason: 'base58check checksum' });
      if (version === 'key') spans.push({ entity: 'SECRET', ...found, reason: 'private key, base58check checksum' });
    }
    for (const { 0: value, index } of run.text.matchAll(segwit)) {
      const start = run.start + index;
      if (isWitnessProgram(value)) spans.push({ entity: 'CRYPTO', start, end: start + value.length, score: 1, reason: 'bech32 checksum' });
    }
    for (const { 0: value, index } of run.text.matchAll(ethereum)) {
      const start = run.start + index;
      const [score, reason] = scoreEthereum(text, value, start);
      if (score > 0) spans.push({ entity: 'CRYPTO', start, end: start + value.length, score, reason });
    }
  }
  return spans;
}

function versionOf(value: string): 'address' | 'key' | null {
  try {
    const bytes = base58check.decode(value);
    const version = bytes[0]!;
    if (bytes.length === 21) return addressVersions.has(version) ? 'address' : null;
    return (bytes.length === 33 || bytes.length === 34) && keyVersions.has(version) ? 'key' : null;
  } catch {
    return null; // a wrong checksum
  }
}

/** BIP-173 and BIP-350: version 0 with bech32 and 20 or 32 bytes, later versions with bech32m and 2 to 40. */
function isWitnessProgram(value: string): boolean {
  for (const [coder, isVersion] of [
    [bech32, (version: number) => version === 0] as const,
    [bech32m, (version: number) => version > 0 && version <= 16] as const,
  ]) {
    try {
      const { words: data } = coder.decode(value as `${string}1${string}`, 90);
      const program = coder.fromWords(data.slice(1));
      const fits = data[0] === 0 ? program.length === 20 || program.length === 32 : program.length >= 2 && program.length <= 40;
      if (isVersion(data[0]!) && fits) return true;
    } catch {
      // a wrong checksum for this coder
    }
  }
  return false;
}

/** EIP-55: a letter is a capital where the hash of the lower-case address has a digit from 8. */
function scoreEthereum(text: string, value: string, index: number): [number, string] {
  const address = value.slice(2);
  const lower = address.toLowerCase();
  if (address === lower || address === address.toUpperCase()) {
    if (/^(.)\1+$/.test(lower)) return [0, ''];
    const near = nearestWord(text, index, words);
    return near === null ? [0.3, 'forty hexadecimal digits'] : [raised(0.3), `forty hexadecimal digits, context word ${near.word}`];
  }
  const digest = keccak256(new TextEncoder().encode(lower));
  for (let at = 0; at < 40; at++) {
    const nibble = (digest[at >> 1]! >> (at % 2 === 0 ? 4 : 0)) & 15;
    const expected = nibble >= 8 ? lower[at]!.toUpperCase() : lower[at]!;
    if (address[at] !== expected) return [0, ''];
  }
  return [1, 'EIP-55 checksum'];
}
