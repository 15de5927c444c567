import { domainToASCII } from 'node:url';
import { plain, type Form, type Sources } from '../pii-entity.ts';
import { lower } from '../random.ts';

const endings = ['com', 'org', 'net', 'de', 'fr', 'es', 'co.uk', 'com.br', 'co.il', 'in', 'io', 'dev', 'ai', 'eu', 'info', 'museum', 'law'];
const rareEndings = ['photography', 'technology', 'international', 'berlin', 'solutions', 'xyz', 'gov.uk', 'ac.uk', 'co.jp', 'edu'];
const accented = ['bücher', 'müller-söhne', 'café-paris', 'señal', 'pão-quente', 'straßenbau', 'crème', 'øl'];

const name = ({ faker, random }: Sources): string =>
  faker[random.pick(['en', 'gb', 'in', 'de', 'fr', 'es', 'pt'] as const)].internet.username().replaceAll(/[^\w.-]/g, '');
const word = ({ faker }: Sources): string => faker.en.internet.domainWord();
const domain = (sources: Sources): string => `${word(sources)}.${sources.random.pick(endings)}`;

/** Mail addresses as people, servers and address books write them. */
export const emailForms: readonly Form[] = [
  plain('provider', ({ faker }) => faker.en.internet.email()),
  plain('own-domain', (s) => `${name(s)}@${domain(s)}`),
  plain('lower-case', (s) => `${name(s)}@${domain(s)}`.toLowerCase()),
  plain('upper-case', (s) => `${name(s)}@${domain(s)}`.toUpperCase()),
  plain('plus-tag', (s) => `${name(s)}+${s.random.pick(['invoices', 'news', 'gh', 'test2'])}@${domain(s)}`),
  plain('sub-domain', (s) => `${name(s)}@${s.random.pick(['mail', 'eu.mail', 'smtp-2', 'support'])}.${domain(s)}`),
  plain('rare-ending', (s) => `${name(s)}@${word(s)}.${s.random.pick(rareEndings)}`),
  plain('role', (s) => `${s.random.pick(['info', 'legal', 'no-reply', 'kontakt', 'ventas', 'a.p'])}@${domain(s)}`),
  plain(
    'short',
    (s) => `${s.random.text(1, lower)}${s.random.between(1, 99)}@${s.random.text(2, lower)}.${s.random.pick(['io', 'de', 'co'])}`,
  ),
  plain('underscore', (s) => `${name(s).replaceAll('.', '_')}_${s.random.between(1, 999)}@${domain(s)}`),
  plain('apostrophe', (s) => `${s.random.pick(['p', 'sinead', 'm'])}.o'${s.random.pick(['brien', 'neill', 'connor'])}@${domain(s)}`),
  plain('punycode', (s) => `${name(s)}@${domainToASCII(`${s.random.pick(accented)}.${s.random.pick(['de', 'com', 'fr', 'es'])}`)}`),
  plain('unicode-domain', (s) => `${name(s)}@${s.random.pick(accented)}.${s.random.pick(['de', 'com', 'fr', 'es'])}`),
  plain('mailto', (s) => ({ before: 'mailto:', gold: `${name(s)}@${domain(s)}` })),
];
