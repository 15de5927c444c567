import type { Fakers } from './fakers.ts';
import type { Random } from './random.ts';

/** The kinds of personal data and secrets that generated texts hold, by the names that findings use. */
export const piiEntities = [
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
] as const;
export type PiiEntity = (typeof piiEntities)[number];

/** One value as it stands in a text: only `gold` is the entity; `before` and `after` belong to the written form (the scheme and host of a URL). */
export interface Value {
  before?: string;
  gold: string;
  after?: string;
  /** Other entities that a careful reader could name just as well: a database URL is a secret and a URL with credentials. */
  also?: readonly PiiEntity[];
}

/** One way of writing an entity. `needsCue` = nobody could tell it without a word near it that says what it is. */
export interface Form {
  name: string;
  needsCue: boolean;
  make: (sources: Sources) => Value;
}

/** Where values come from: one seeded stream and faker by locale, all made from the same seed. */
export interface Sources {
  random: Random;
  faker: Fakers;
}

/** A form that is told by itself. */
export const plain = (name: string, make: (sources: Sources) => string | Value): Form => form(name, false, make);

/** A form that needs a word near it. */
export const cued = (name: string, make: (sources: Sources) => string | Value): Form => form(name, true, make);

function form(name: string, needsCue: boolean, make: (sources: Sources) => string | Value): Form {
  return {
    name,
    needsCue,
    make: (sources) => {
      const made = make(sources);
      return typeof made === 'string' ? { gold: made } : made;
    },
  };
}
