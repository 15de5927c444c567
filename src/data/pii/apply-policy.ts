import { createHmac } from 'node:crypto';
import type { PiiEntity, PiiPolicy } from '../../contracts/pii-spec.ts';
import type { PiiSpan } from './span.ts';

/** What becomes of each entity, and the key of hashes. */
export interface PiiPolicies {
  policies: Readonly<Record<PiiEntity, PiiPolicy>>;
  /** At least 16 characters. Null = nothing may be hashed. */
  hashKey: string | null;
}

/** Whose last four characters a mask leaves, as receipts do. */
const keepsLastFour = new Set<PiiEntity>(['CREDIT_CARD', 'IBAN', 'PHONE', 'US_SSN', 'US_ITIN', 'UK_NINO', 'PASSPORT']);

/** A token that a policy wrote: it is no finding, so that applying policies twice changes nothing. */
export const writtenToken =
  /<(?:EMAIL|PHONE|CREDIT_CARD|IBAN|US_SSN|US_ITIN|UK_NINO|PASSPORT|IP_ADDRESS|MAC_ADDRESS|URL_CREDENTIALS|CRYPTO|DATE_OF_BIRTH|STREET_ADDRESS|PERSON|SECRET)(?::[0-9a-f]{32})?>/g;

/** The text with each span as its entity's policy says. `fail`, `drop` and `flag` leave it as it is. */
export function applyPolicies(text: string, spans: readonly PiiSpan[], policies: PiiPolicies): string {
  let changed = '';
  let from = 0;
  for (const { entity, start, end } of spans) {
    changed += text.slice(from, start) + replacement(text.slice(start, end), entity, policies);
    from = end;
  }
  return changed + text.slice(from);
}

/** What stands in place of a value. */
export function replacement(value: string, entity: PiiEntity, { policies, hashKey }: PiiPolicies): string {
  const policy = policies[entity];
  switch (policy) {
    case 'redact':
      return `<${entity}>`;
    case 'mask':
      return masked(value, entity);
    case 'hash':
      return hashKey === null ? value : `<${entity}:${keyedHash(value, entity, hashKey)}>`;
    case 'fail':
    case 'drop':
    case 'flag':
      return value;
  }
}

/**
 * 128 bits of HMAC-SHA-256 over entity and value, in hexadecimal. Spaces and hyphens of numbers do not count, nor the letter
 * case of what has none, so that one card or address has one token however it is written.
 */
export function keyedHash(value: string, entity: PiiEntity, key: string): string {
  const exact = entity === 'SECRET' || entity === 'URL_CREDENTIALS' || entity === 'CRYPTO';
  const numeric = keepsLastFour.has(entity);
  const form = exact ? value : (numeric ? value.replaceAll(/[\s().\-/]/g, '') : value.replaceAll(/\s+/g, ' ')).toLowerCase();
  return createHmac('sha256', key).update(`${entity}\0${form}`).digest('hex').slice(0, 32);
}

/** Letters and digits as `*`. What is shorter than eight characters is masked whole: four would be half of it. */
function masked(value: string, entity: PiiEntity): string {
  const characters = value.match(/[\p{L}\p{N}]/gu) ?? [];
  const hidden = characters.length - (keepsLastFour.has(entity) && characters.length >= 8 ? 4 : 0);
  let seen = 0;
  return value.replaceAll(/[\p{L}\p{N}]/gu, (character) => (seen++ < hidden ? '*' : character));
}

/** Whether a span lies in a token that a policy wrote, or in a value that it masked. */
export function isWritten(text: string, { start, end }: PiiSpan, tokens: readonly { start: number; end: number }[]): boolean {
  return /\*{3}/.test(text.slice(start, end)) || tokens.some((token) => token.start < end && start < token.end);
}
