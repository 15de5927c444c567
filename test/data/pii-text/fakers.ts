import { base, de, en, en_GB, en_IN, en_US, es, Faker, fr, he, pt_BR } from '@faker-js/faker';

const locales = { en: [en_US, en, base], gb: [en_GB, en, base], in: [en_IN, en, base], de: [de, en, base], fr: [fr, en, base] };
const furtherLocales = { es: [es, en, base], pt: [pt_BR, en, base], he: [he, en, base] };

/** Faker by locale. */
export type Fakers = Record<keyof typeof locales | keyof typeof furtherLocales, Faker>;

/** One faker for each locale, all seeded with `seed`. */
export function seededFakers(seed: number): Fakers {
  const made = Object.entries({ ...locales, ...furtherLocales }).map(([name, locale]) => [name, new Faker({ locale, seed })]);
  return Object.fromEntries(made) as Fakers;
}
