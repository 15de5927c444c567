import { PiiSpec, type PiiEntity } from '../../contracts/pii-spec.ts';
import { allowList } from './allow-list.ts';
import { findCards } from './card.ts';
import { findCryptoAddresses } from './crypto-address.ts';
import { findDatesOfBirth } from './date-of-birth.ts';
import { findEmails } from './email.ts';
import { blankEscapes, foldText } from './fold-text.ts';
import { findIbans } from './iban.ts';
import { findIpAddresses, findMacAddresses } from './network-addresses.ts';
import { cardShapes, otherNumbers } from './other-numbers.ts';
import { findPassports } from './passport.ts';
import { findPhones } from './phone.ts';
import { outside, resolveOverlaps } from './resolve-overlaps.ts';
import { findPrivateKeys, findTokens, findVendorKeys } from './secret-keys.ts';
import { findSecretValues } from './secret-values.ts';
import type { PiiSpan, Recogniser } from './span.ts';
import { findStreetAddresses } from './street-address.ts';
import { findNationalInsurance, findUsTaxNumbers } from './tax-numbers.ts';
import { trait, traitsOf } from './text-traits.ts';
import { findUrlCredentials } from './url-credentials.ts';

/** Finds personal data and secrets in a text: spans that do not overlap, by place. */
export type PiiFinder = (text: string) => PiiSpan[];

/** A recogniser, the entities that it finds, and the traits that a text needs for it to find any. */
interface Entry {
  finds: readonly PiiEntity[];
  /** Bits of traits that the text must all have. */
  needs: number;
  recognise: Recogniser;
}

const entries: readonly Entry[] = [
  { finds: ['EMAIL'], needs: trait.at, recognise: findEmails },
  { finds: ['CREDIT_CARD'], needs: trait.group12, recognise: findCards },
  { finds: ['IBAN'], needs: trait.lettered, recognise: findIbans },
  { finds: ['US_SSN', 'US_ITIN'], needs: trait.group9, recognise: findUsTaxNumbers },
  { finds: ['UK_NINO'], needs: trait.group6, recognise: findNationalInsurance },
  { finds: ['PASSPORT'], needs: trait.code, recognise: findPassports },
  { finds: ['PHONE'], needs: trait.group7, recognise: findPhones },
  { finds: ['IP_ADDRESS'], needs: trait.digit | trait.dotted, recognise: findIpAddresses },
  { finds: ['MAC_ADDRESS'], needs: trait.run | trait.joint, recognise: findMacAddresses },
  { finds: ['CRYPTO', 'SECRET'], needs: trait.digit | trait.long, recognise: findCryptoAddresses },
  { finds: ['DATE_OF_BIRTH'], needs: trait.digit, recognise: findDatesOfBirth },
  { finds: ['STREET_ADDRESS'], needs: trait.digit, recognise: findStreetAddresses },
  { finds: ['URL_CREDENTIALS', 'SECRET'], needs: trait.at | trait.colon, recognise: findUrlCredentials },
  { finds: ['SECRET'], needs: trait.digit | trait.long, recognise: findVendorKeys },
  { finds: ['SECRET'], needs: trait.dash, recognise: findPrivateKeys },
  { finds: ['SECRET'], needs: trait.digit | trait.long, recognise: findTokens },
];
/** What a UUID, a date or an ISBN can be mistaken for. */
const numbers = new Set<PiiEntity>(['CREDIT_CARD', 'US_SSN', 'US_ITIN', 'PHONE', 'PASSPORT']);
const secretWords =
  /pass|pwd|secret|token|key|bearer|credential|authorization|kennwort|senha|contraseña|пароль|密[码碼]|パスワード|비밀번호|סיסמה|पासवर्ड|\bpw|identified by/i;

/** A finder by a spec's options. Not for text that is split in the midst of values. */
export function createPiiFinder(options: Partial<PiiSpec> = {}): PiiFinder {
  const { entities, regions, privateAddresses, threshold, allow } = PiiSpec.parse(options);
  const wanted = new Set(entities);
  const active = entries.filter(({ finds }) => finds.some((entity) => wanted.has(entity)));
  const isAllowed = allowList(allow);
  return (original) => {
    const traits = traitsOf(original);
    const { text: folded, offsets } = (traits & trait.wide) === 0 ? { text: original, offsets: null } : foldText(original);
    const text = blankEscapes(folded);
    const has = text === original ? traits : traitsOf(text);
    const found: PiiSpan[] = [];
    for (const { needs, recognise } of active) {
      if ((has & needs) === needs) for (const span of recognise(text, { regions, privateAddresses })) found.push(span);
    }
    if (wanted.has('SECRET') && secretWords.test(text)) for (const span of findSecretValues(text)) found.push(span);
    if (found.length === 0) return found;
    return resolveOverlaps(
      likely(
        found.filter(({ score }) => score >= threshold),
        text,
      ),
    )
      .filter(({ entity, start, end }) => wanted.has(entity) && !isAllowed(text.slice(start, end)))
      .map((span) => (offsets === null ? span : { ...span, start: offsets[span.start]!, end: offsets[span.end - 1]! + 1 }));
  };
}

/** Without what is known to be another kind of number. */
function likely(found: readonly PiiSpan[], text: string): PiiSpan[] {
  const [numeric, others] = [found.filter(isNumber), found.filter((span) => !isNumber(span))];
  if (numeric.length === 0) return others;
  const kept = outside(numeric, otherNumbers(text));
  const phones = kept.filter(({ entity }) => entity === 'PHONE');
  return [...others, ...kept.filter(({ entity }) => entity !== 'PHONE'), ...(phones.length === 0 ? [] : outside(phones, cardShapes(text)))];
}

function isNumber({ entity }: PiiSpan): boolean {
  return numbers.has(entity);
}
