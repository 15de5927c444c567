import { address, networks } from 'bitcoinjs-lib';
import { cued, plain, type Form, type Sources } from '../pii-entity.ts';
import { alphanumeric, hexadecimal, type Random } from '../random.ts';

/** First octets without private, reserved, loopback, documentation or multicast ranges. */
const publicFirst = Array.from({ length: 223 }, (_, index) => index + 1).filter(
  (octet) => ![10, 100, 127, 169, 172, 192, 198, 203].includes(octet) && octet > 10,
);
export const drawIpv4 = (random: Random): string =>
  [random.pick(publicFirst), random.below(256), random.below(256), random.between(1, 254)].join('.');

const group = (random: Random): string => random.between(1, 0xffff).toString(16);
const publicGroup = (random: Random): string => random.pick(['2a00', '2001', '2606', '2a02', '2400', '2c0f']);
const ipv6 = (random: Random, groups: number): string =>
  [publicGroup(random), ...Array.from({ length: groups - 1 }, () => group(random))].join(':');
const compressed = (random: Random): string =>
  `${ipv6(random, random.between(2, 4))}::${random.chance(0.5) ? group(random) : `${group(random)}:${group(random)}`}`;

export const ipForms: readonly Form[] = [
  plain('v4', ({ random }) => drawIpv4(random)),
  plain('v4-again', ({ random }) => drawIpv4(random)),
  plain('v4-port', ({ random }) => ({ gold: drawIpv4(random), after: `:${random.pick([22, 80, 443, 5432, 8080])}` })),
  plain('v4-network', ({ random }) => ({ gold: drawIpv4(random), after: `/${random.between(8, 32)}` })),
  plain('v4-url', ({ random }) => ({ before: 'http://', gold: drawIpv4(random), after: '/status' })),
  plain('v6', ({ faker }) => faker.en.internet.ipv6()),
  plain('v6-short-groups', ({ random }) => ipv6(random, 8)),
  plain('v6-compressed', ({ random }) => compressed(random)),
  plain('v6-upper-case', ({ random }) => ipv6(random, 8).toUpperCase()),
  plain('v6-mapped', ({ random }) => `::ffff:${drawIpv4(random)}`),
  plain('v6-zone', ({ random }) => `fe80::${group(random)}:${group(random)}:${group(random)}%${random.pick(['eth0', 'en1', 'wlan0'])}`),
  plain('v6-brackets', ({ random }) => ({ before: '[', gold: compressed(random), after: ']:443' })),
];

const pairs = (random: Random): string[] => Array.from({ length: 6 }, () => random.text(2, hexadecimal));

export const macForms: readonly Form[] = [
  plain('colons', ({ faker }) => faker.en.internet.mac()),
  plain('colons-upper-case', ({ random }) => pairs(random).join(':').toUpperCase()),
  plain('hyphens', ({ faker }) => faker.en.internet.mac('-')),
  plain('hyphens-upper-case', ({ random }) => pairs(random).join('-').toUpperCase()),
  plain('dotted-fours', ({ random }) =>
    pairs(random)
      .join('')
      .replace(/^(.{4})(.{4})(.{4})$/, '$1.$2.$3'),
  ),
];

const user = ({ faker }: Sources): string => faker.en.internet.username().replaceAll(/[^\w.-]/g, '');
/** A password as a person or a tool sets it: letters of both cases and digits, and characters that a URL allows there. */
const urlPassword = ({ random }: Sources): string =>
  random.text(1, 'ABCDEFGHKLM') +
  random.text(random.between(7, 18), alphanumeric) +
  random.pick(['', '!', '-9', '_x', '%21', '%40', '~', '*', '$1']) +
  random.digits(1);
const host = ({ faker, random }: Sources): string =>
  `${random.pick(['git.', 'files.', 'api.', 'nexus.', ''])}${faker.en.internet.domainWord()}.${random.pick(['com', 'net', 'io', 'example.org', 'de'])}`;
const withScheme = (scheme: string, after: (s: Sources) => string) => (s: Sources) => ({
  before: `${scheme}://`,
  gold: `${user(s)}:${urlPassword(s)}`,
  after: `@${after(s)}`,
});

/** The gold span is `user:password`: what must not be known. A finding of the whole URL covers it. */
export const urlForms: readonly Form[] = [
  plain('https', withScheme('https', host)),
  plain(
    'https-path',
    withScheme('https', (s) => `${host(s)}/${s.faker.en.system.commonFileName('zip')}`),
  ),
  plain(
    'https-port',
    withScheme('https', (s) => `${host(s)}:8443/v2/items?page=2`),
  ),
  plain(
    'http',
    withScheme('http', (s) => `${host(s)}/login`),
  ),
  plain(
    'ftp',
    withScheme('ftp', (s) => `${host(s)}/incoming`),
  ),
  plain(
    'sftp',
    withScheme('sftp', (s) => `${host(s)}:2222/export`),
  ),
  plain(
    'git',
    withScheme('https', (s) => `${host(s)}/team/${s.faker.en.internet.domainWord()}.git`),
  ),
  plain(
    'address',
    withScheme('https', (s) => `${drawIpv4(s.random)}/admin`),
  ),
  plain('upper-case-scheme', withScheme('HTTPS', host)),
];

const { bitcoin } = networks;
const base58 = (random: Random, version: number): string => address.toBase58Check(random.bytes(20), version);
const bech32 = (random: Random, length: 20 | 32, version: number): string =>
  address.toBech32(random.bytes(length), version, bitcoin.bech32);

export const cryptoForms: readonly Form[] = [
  plain('bitcoin-key-hash', ({ random }) => base58(random, bitcoin.pubKeyHash)),
  plain('bitcoin-script-hash', ({ random }) => base58(random, bitcoin.scriptHash)),
  plain('bech32', ({ random }) => bech32(random, 20, 0)),
  plain('bech32-script', ({ random }) => bech32(random, 32, 0)),
  plain('bech32m', ({ random }) => bech32(random, 32, 1)),
  plain('bech32-upper-case', ({ random }) => bech32(random, 20, 0).toUpperCase()),
  cued('ethereum', ({ random }) => `0x${random.text(40, hexadecimal)}`),
  cued('ethereum-upper-case', ({ random }) => `0x${random.text(40, hexadecimal.toUpperCase())}`),
];
