import type { Claimed, PiiSpan } from './span.ts';

/** Length of an IBAN by country: SWIFT's IBAN registry, and the countries that use IBANs without being in it. */
const lengths: Readonly<Record<string, number>> = Object.fromEntries(
  'AD24 AE23 AL28 AO25 AT20 AZ28 BA20 BE16 BF28 BG22 BH22 BI27 BJ28 BR29 BY28 CF27 CG27 CH21 CI28 CM27 CR22 CV25 CY28 CZ24 DE22 DJ27 DK18 DO28 DZ26 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GA27 GB22 GE22 GI23 GL18 GQ27 GR27 GT28 GW25 HN28 HR21 HU28 IE22 IL23 IQ23 IR26 IS26 IT27 JO30 KM27 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MA28 MC27 MD24 ME22 MG27 MK19 ML28 MN20 MR27 MT31 MU30 MZ25 NE28 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SN28 SO23 ST25 SV28 TD27 TG28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

interface Shaped extends Claimed {
  valid: boolean;
}

/** Account numbers by country length and ISO 13616's mod 97, in any letter case, plain or in groups. */
export function findIbans(text: string): PiiSpan[] {
  return shapedIbans(text).flatMap(({ start, end, valid }) =>
    valid ? [{ entity: 'IBAN' as const, start, end, score: 1, reason: 'country length, mod 97 checksum' }] : [],
  );
}

/** What has the shape of an IBAN and a wrong checksum: its groups of digits are no cards and no phone numbers. */
export function brokenIbans(text: string): Claimed[] {
  return shapedIbans(text).filter(({ valid }) => !valid);
}

function shapedIbans(text: string): Shaped[] {
  const starts = /(?<![A-Za-z0-9]|[0-9a-f]{4}-)[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])/g;
  const found: Shaped[] = [];
  for (let match = starts.exec(text); match !== null; match = starts.exec(text)) {
    const length = lengths[match[0].slice(0, 2).toUpperCase()];
    if (length === undefined) continue;
    const taken = takeAlphanumerics(text, match.index, length);
    if (taken === null) continue;
    if (taken.end - match.index > length && /[a-z]/.test(taken.characters) && /[A-Z]/.test(taken.characters)) continue; // words after a number
    found.push({ start: match.index, end: taken.end, valid: mod97(taken.characters) === 1 });
    if (found.at(-1)!.valid) starts.lastIndex = taken.end;
  }
  return found;
}

/** `count` letters and digits from `start`, with at most one space or hyphen between two, that end where a word ends. */
function takeAlphanumerics(text: string, start: number, count: number): { end: number; characters: string } | null {
  let characters = '';
  for (let index = start; index < text.length; index++) {
    const character = text[index]!;
    if (/[A-Za-z0-9]/.test(character)) characters += character;
    else if ((character !== ' ' && character !== '-') || !/[A-Za-z0-9]/.test(text[index - 1]!)) return null;
    if (characters.length === count) return /[A-Za-z0-9]/.test(text[index + 1] ?? '') ? null : { end: index + 1, characters };
  }
  return null;
}

/** Remainder by 97 with the first four characters put last and letters as 10 to 35 (ISO 7064, mod 97-10). */
function mod97(characters: string): number {
  let remainder = 0;
  for (const character of (characters.slice(4) + characters.slice(0, 4)).toUpperCase()) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
