import { cued, plain, type Form, type Sources } from '../pii-entity.ts';
import type { Fakers } from '../fakers.ts';

const months = {
  en: 'January February March April May June July August September October November December'.split(' '),
  de: 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' '),
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' '),
  es: 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' '),
  pt: 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(' '),
};

interface Day {
  year: number;
  month: number;
  day: number;
}
const drawDay = ({ random }: Sources): Day => ({
  year: random.between(1931, 2012),
  month: random.between(1, 12),
  day: random.between(1, 28),
});
const two = (number: number): string => String(number).padStart(2, '0');
const dated = (name: string, write: (day: Day) => string): Form => cued(name, (s) => write(drawDay(s)));

/** Dates; only the words around them make them dates of birth. */
export const birthForms: readonly Form[] = [
  dated('iso', ({ year, month, day }) => `${year}-${two(month)}-${two(day)}`),
  dated('american', ({ year, month, day }) => `${two(month)}/${two(day)}/${year}`),
  dated('american-short', ({ year, month, day }) => `${month}/${day}/${year}`),
  dated('british', ({ year, month, day }) => `${two(day)}/${two(month)}/${year}`),
  dated('german', ({ year, month, day }) => `${two(day)}.${two(month)}.${year}`),
  dated('hyphens', ({ year, month, day }) => `${two(day)}-${months.en[month - 1]!.slice(0, 3)}-${year}`),
  dated('month-first', ({ year, month, day }) => `${months.en[month - 1]} ${day}, ${year}`),
  dated('day-first', ({ year, month, day }) => `${day} ${months.en[month - 1]} ${year}`),
  dated('german-words', ({ year, month, day }) => `${day}. ${months.de[month - 1]} ${year}`),
  dated('french-words', ({ year, month, day }) => `${day} ${months.fr[month - 1]} ${year}`),
  dated('spanish-words', ({ year, month, day }) => `${day} de ${months.es[month - 1]} de ${year}`),
  dated('portuguese-words', ({ year, month, day }) => `${day} de ${months.pt[month - 1]} de ${year}`),
];

const street = (locale: keyof Fakers) => (s: Sources) => s.faker[locale].location.street();

export const addressForms: readonly Form[] = [
  plain(
    'american',
    ({ faker, random }) =>
      `${random.between(1, 9999)} ${faker.en.location.street()}, ${faker.en.location.city()}, ${faker.en.location.state({ abbreviated: true })} ${random.digits(5)}`,
  ),
  plain('american-street', (s) => `${s.random.between(1, 9999)} ${street('en')(s)}`),
  plain('american-flat', (s) => `${s.random.between(1, 9999)} ${street('en')(s)}, Apt ${s.random.between(1, 90)}`),
  plain('british', (s) => `${s.random.between(1, 250)} ${street('gb')(s)}, ${s.faker.gb.location.city()} ${s.faker.gb.location.zipCode()}`),
  plain('german', (s) => `${street('de')(s)} ${s.random.between(1, 180)}, ${s.random.between(10115, 99998)} ${s.faker.de.location.city()}`),
  plain('french', (s) => `${s.random.between(1, 120)} ${street('fr')(s)}, ${s.random.between(10000, 95999)} ${s.faker.fr.location.city()}`),
  plain(
    'spanish',
    (s) => `${street('es')(s)} ${s.random.between(1, 120)}, ${s.random.between(10000, 52999)} ${s.faker.es.location.city()}`,
  ),
  plain('brazilian', (s) => `${street('pt')(s)}, ${s.random.between(1, 2400)}, ${s.faker.pt.location.city()}`),
];

const named =
  (locale: keyof Fakers) =>
  ({ faker }: Sources): string =>
    `${faker[locale].person.firstName()} ${faker[locale].person.lastName()}`;
const hindiFirst = ['आरव', 'अनिका', 'प्रिया', 'राहुल', 'सुनीता', 'विक्रम'];
const hindiLast = ['शर्मा', 'पटेल', 'वर्मा', 'सिंह', 'गुप्ता'];

export const personForms: readonly Form[] = [
  plain('english', named('en')),
  plain('british', named('gb')),
  plain('indian', named('in')),
  plain('german', named('de')),
  plain('french', named('fr')),
  plain('spanish', named('es')),
  plain('portuguese', named('pt')),
  plain('hebrew', named('he')),
  plain('hindi', ({ random }) => `${random.pick(hindiFirst)} ${random.pick(hindiLast)}`),
  plain('initial', ({ faker, random }) => `${random.text(1, 'ABCDEFGHJKLMNPRSTW')}. ${faker.en.person.lastName()}`),
  plain('title', ({ faker, random }) => ({ before: `${random.pick(['Mr.', 'Ms', 'Dr.', 'Prof.'])} `, gold: faker.gb.person.lastName() })),
  plain('last-first', ({ faker }) => `${faker.en.person.lastName()}, ${faker.en.person.firstName()}`),
];
