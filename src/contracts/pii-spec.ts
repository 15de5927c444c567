import { z } from 'zod';

/** What personal data and secrets are told apart as. */
export const PiiEntity = z.enum([
  'EMAIL',
  'PHONE',
  'CREDIT_CARD',
  'IBAN',
  'US_SSN',
  'US_ITIN',
  'UK_NINO',
  'PASSPORT',
  'IP_ADDRESS',
  'MAC_ADDRESS',
  'URL_CREDENTIALS',
  'CRYPTO',
  'DATE_OF_BIRTH',
  'STREET_ADDRESS',
  'PERSON',
  'SECRET',
]);
export type PiiEntity = z.infer<typeof PiiEntity>;

/**
 * What becomes of a value: `fail` = the run ends; `drop` = its row goes no further; `redact` = `<EMAIL>` stands in its
 * place; `mask` = its letters and digits become `*`, but for the last four of cards, IBANs, phones and other numbers;
 * `hash` = `<EMAIL:3f9a…>`, the same for equal values; `flag` = it is told and stays.
 */
export const PiiPolicy = z.enum(['fail', 'drop', 'redact', 'mask', 'hash', 'flag']);
export type PiiPolicy = z.infer<typeof PiiPolicy>;

/** Numbers that do lasting harm in other hands end the run; what rules cannot be sure of is only told. */
export const defaultPiiPolicies: Readonly<Record<PiiEntity, PiiPolicy>> = {
  EMAIL: 'redact',
  PHONE: 'redact',
  CREDIT_CARD: 'fail',
  IBAN: 'fail',
  US_SSN: 'fail',
  US_ITIN: 'fail',
  UK_NINO: 'fail',
  PASSPORT: 'redact',
  IP_ADDRESS: 'redact',
  MAC_ADDRESS: 'redact',
  URL_CREDENTIALS: 'redact',
  CRYPTO: 'redact',
  DATE_OF_BIRTH: 'redact',
  STREET_ADDRESS: 'flag',
  PERSON: 'flag',
  SECRET: 'fail',
};

/** What is let through. Nothing here is a regular expression, so no list can make reading slow. */
export const PiiAllowList = z.strictObject({
  values: z
    .array(z.string().min(1).max(500))
    .max(10_000)
    .default([])
    .describe('exact values that are no finding; letter case does not count'),
  patterns: z
    .array(z.string().min(2).max(200).regex(/[^*?]/, 'a pattern of wildcards alone would let everything through'))
    .max(1000)
    .default([])
    .describe('patterns for a whole value: * stands for any characters, ? for one, all else for itself: "*@example.com"'),
});
export type PiiAllowList = z.infer<typeof PiiAllowList>;

/** Personal data and secrets in rows (docs/pii.md). */
export const PiiSpec = z.strictObject({
  entities: z.array(PiiEntity).min(1).default(PiiEntity.options).describe('what is looked for; PERSON only with a detector'),
  policies: z
    .partialRecord(PiiEntity, PiiPolicy)
    .default({})
    .describe(
      'what becomes of each; default: fail for SECRET, CREDIT_CARD, IBAN, US_SSN, US_ITIN and UK_NINO, flag for STREET_ADDRESS and PERSON, redact for the others',
    ),
  regions: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'expected two capital letters, such as "GB"'))
    .min(1)
    .max(250)
    .default(['US', 'GB', 'DE', 'FR', 'IL', 'IN', 'CA', 'BR'])
    .describe('countries whose phone numbers are known in national form; in international form all are'),
  threshold: z.number().min(0.05).max(1).default(0.4).describe('least score of a finding: 1 = a checksum proves it'),
  privateAddresses: z
    .boolean()
    .default(false)
    .describe('whether IPv4 addresses of private networks (10/8, 172.16/12, 192.168/16, 127/8) count'),
  allow: PiiAllowList.prefault({}).describe('values that are no finding'),
  detector: z.boolean().default(false).describe('asks the detector of the worker’s configuration too, for names of persons'),
});
export type PiiSpec = z.infer<typeof PiiSpec>;
