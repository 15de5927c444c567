import type { Sources } from './pii-entity.ts';
import { alphanumeric, base64Characters, hexadecimal, lower, upper, type Random } from './random.ts';
import { drawCard, drawIban, luhnDigit } from './values/payment.ts';

/** Text that looks like an entity and is none. `text` holds the look-alike in its sentence, `[` and `]` mark it. */
export interface Negative {
  kind: string;
  make: (sources: Sources) => string;
}

const groupsOfFour = (text: string, separator: string): string => text.replaceAll(/(.{4})(?=.)/g, `$1${separator}`);
const changedLast = (digits: string): string => digits.slice(0, -1) + String((Number(digits.at(-1)) + 1) % 10);

/** Digits that fail Luhn's test, so that no one can take them for a card. */
function notLuhn(random: Random, length: number, start = String(random.between(1, 9))): string {
  const body = start + random.digits(length - start.length - 1);
  return body + String((Number(luhnDigit(body)) + random.between(1, 9)) % 10);
}

function isbn13(random: Random): string {
  const body = `978${random.digits(9)}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${body.slice(0, 3)}-${body[3]}-${body.slice(4, 8)}-${body.slice(8)}-${(10 - (sum % 10)) % 10}`;
}

function isbn10(random: Random): string {
  const body = random.digits(9);
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return `${body[0]}-${body.slice(1, 4)}-${body.slice(4)}-${check === 10 ? 'X' : check}`;
}

/** A Base58 address of the right length whose checksum is wrong: one of its inner characters is another. */
function brokenBase58(random: Random): string {
  return `1${random.text(33, '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz')}`;
}

const brokenIban = (s: Sources): string => {
  const iban = drawIban(s, s.random.pick(['DE', 'FR', 'GB', 'ES', 'NL']));
  return groupsOfFour(changedLast(iban), s.random.pick(['', ' ']));
};
const version = ({ random }: Sources): string => `${random.below(30)}.${random.below(40)}.${random.below(99)}`;
const hex = ({ random }: Sources, length: number): string => random.text(length, hexadecimal);
const time = ({ random }: Sources): string =>
  `${String(random.below(24)).padStart(2, '0')}:${random.between(10, 59)}:${random.between(10, 59)}`;
const day = ({ random }: Sources): string =>
  `${random.between(2015, 2026)}-${String(random.between(1, 12)).padStart(2, '0')}-${random.between(10, 28)}`;
const one = (kind: string, ...make: ((sources: Sources) => string)[]): Negative => ({ kind, make: (s) => s.random.pick(make)(s) });

/** Numbers and citations of law, trade and software. */
const numberNegatives: readonly Negative[] = [
  one(
    'version',
    (s) => `The fix shipped in version [${version(s)}].`,
    (s) => `Please upgrade to v[${version(s)}-rc.${s.random.between(1, 9)}] first.`,
  ),
  one(
    'four-part-version',
    (s) => `It was seen with version [${version(s)}.${s.random.below(250)}].`,
    (s) => `Driver version: [${version(s)}.${s.random.below(250)}]`,
  ),
  one(
    'not-an-address',
    () => 'The parser must refuse [999.999.999.999].',
    ({ random }) => `[${random.between(300, 999)}.${random.below(999)}.${random.between(256, 999)}.${random.below(99)}] is not routable.`,
  ),
  one(
    'us-report',
    ({ random }) => `The court relied on [${random.between(100, 590)} U.S. ${random.between(1, 999)}] (${random.between(1950, 2022)}).`,
    ({ random }) => `Cf. [${random.between(100, 999)} F.3d ${random.between(100, 1400)}].`,
  ),
  one(
    'us-code',
    ({ random }) => `This follows from [${random.between(5, 42)} U.S.C. § ${random.between(100, 1998)}](${random.pick('abcd'.split(''))}).`,
  ),
  one(
    'german-report',
    ({ random }) =>
      `So auch [BGHZ ${random.between(1, 230)}, ${random.between(1, 400)}] und [NJW ${random.between(1990, 2024)}, ${random.between(100, 3999)}].`,
  ),
  one(
    'eu-directive',
    ({ random }) => `See Directive [${random.between(2000, 2024)}/${random.between(1, 2999)}/EU], recital ${random.between(1, 80)}.`,
    ({ random }) => `Regulation (EU) [${random.between(2012, 2024)}/${random.between(100, 2999)}] applies.`,
  ),
  one(
    'section',
    ({ random }) => `Subject to Section [${random.between(1, 30)}.${random.between(1, 20)}.${random.between(1, 9)}], the fee is due.`,
    ({ random }) => `See clause [${random.between(1, 30)}.${random.between(1, 20)}(${random.pick(['a', 'b', 'iv'])})].`,
  ),
  one(
    'isbn-13',
    ({ random }) => `The handbook is ISBN [${isbn13(random)}].`,
    ({ random }) => `ISBN-13: [${isbn13(random).replaceAll('-', '')}]`,
  ),
  one('isbn-10', ({ random }) => `An older edition has ISBN [${isbn10(random)}].`),
  one(
    'order-number',
    ({ random }) => `Order [${notLuhn(random, 10)}] left the warehouse.`,
    ({ random }) => `Order no. [${random.digits(3)}-${random.digits(7)}-${random.digits(7)}] is on its way.`,
  ),
  one(
    'invoice-number',
    ({ random }) => `Invoice [INV-${random.between(2015, 2026)}-${random.digits(6)}] is open.`,
    ({ random }) => `Rechnung Nr. [RE${notLuhn(random, 8)}] ist offen.`,
  ),
  one(
    'tracking-number',
    ({ random }) => `Tracking number [1Z${random.text(6, upper + '0123456789')}${random.digits(10)}] shows no scan.`,
    ({ random }) => `Sendungsnummer [${notLuhn(random, 14, '0034')}].`,
  ),
  one(
    'broken-card',
    ({ random }) => `The form refused [${groupsOfFour(changedLast(drawCard(random, 'visa')), ' ')}] as mistyped.`,
    ({ random }) => `Account reference [${changedLast(drawCard(random, 'mastercard'))}] was closed.`,
  ),
  one('broken-iban', (s) => `The check digits of [${brokenIban(s)}] do not fit.`),
  one('broken-base58', ({ random }) => `The wallet said that [${brokenBase58(random)}] is no valid address.`),
  one(
    'invalid-ssn',
    ({ random }) => `Numbers such as [000-${random.between(10, 99)}-${random.digits(4)}] are never issued.`,
    ({ random }) => `The validator rejects [666-${random.between(10, 99)}-${random.digits(4)}] by design.`,
    ({ random }) => `No one holds [${random.between(100, 665)}-00-${random.digits(4)}].`,
  ),
  one(
    'coordinates',
    ({ random }) => `The site lies at [${random.between(-80, 80)}.${random.digits(6)}, ${random.between(-170, 170)}.${random.digits(6)}].`,
  ),
  one(
    'price',
    ({ random }) => `The offer is [$${random.between(1, 999)},${random.digits(3)}.${random.digits(2)}] net.`,
    ({ random }) => `Gesamt: [${random.between(1, 99)}.${random.digits(3)},${random.digits(2)} €].`,
  ),
  one(
    'part-number',
    ({ random }) => `Spare part [${random.digits(4)}-${random.digits(3)}-${random.digits(3)}] is out of stock.`,
    ({ random }) => `Item no. [${random.digits(3)}.${random.digits(3)}.${random.digits(2)}] replaces it.`,
    ({ random }) => `SKU [${random.digits(6)}-${random.digits(4)}] was renamed.`,
  ),
  one('case-number', ({ random }) => `Case No. [${random.between(1, 9)}:${random.between(10, 24)}-cv-${random.digits(5)}] is pending.`),
  one(
    'date',
    (s) => `The hearing is on [${day(s)}].`,
    ({ random }) => `Signed on [${random.between(1, 28)}.${random.between(1, 12)}.${random.between(2015, 2026)}].`,
    ({ random }) =>
      `It was filed on [${random.pick(['March', 'June', 'October'])} ${random.between(1, 28)}, ${random.between(1990, 2026)}].`,
  ),
  one(
    'milliseconds',
    ({ random }) => `"ts": [${1_500_000_000_000 + random.below(200_000_000_000)}]`,
    ({ random }) => `The event carries timestamp [1${notLuhn(random, 12, '7')}].`,
  ),
];

/** Identifiers, paths and code. */
const softwareNegatives: readonly Negative[] = [
  one(
    'uuid',
    ({ faker }) => `request_id=[${faker.en.string.uuid()}]`,
    ({ faker }) => `The job [${faker.en.string.uuid()}] ended.`,
  ),
  one(
    'git-hash',
    (s) => `Fixed in commit [${hex(s, 40)}].`,
    (s) => `Reverted [${hex(s, 8)}] on main.`,
  ),
  one(
    'sha256',
    (s) => `sha256:[${hex(s, 64)}]`,
    (s) => `The archive's SHA-256 is [${hex(s, 64)}].`,
  ),
  one('integrity', ({ random }) => `"integrity": "[sha512-${random.text(86, base64Characters)}==]"`),
  one('transaction-hash', (s) => `The transfer has transaction hash [0x${hex(s, 64)}].`),
  one(
    'path',
    ({ faker }) => `The log is at [${faker.en.system.filePath()}].`,
    ({ faker }) => `Open [C:\\Users\\Public\\${faker.en.system.commonFileName('txt')}].`,
  ),
  one('no-ending', ({ random }) => `Log in as [${random.pick(['foo@bar', 'root@localhost', 'admin@db01', 'user@host'])}] to see it.`),
  one(
    'decorator',
    () => 'The method has an [@Override] annotation.',
    () => 'Add [@Injectable()] above the class, and [@media print] to the style.',
  ),
  one(
    'package',
    (s) => `npm install [@${s.random.text(6, lower)}/${s.faker.en.internet.domainWord()}@${version(s)}]`,
    (s) => `The lock file has [lodash@${version(s)}].`,
  ),
  one('image-name', ({ random }) => `Use [logo@${random.between(2, 3)}x.png] on dense screens.`),
  one(
    'fingerprint',
    ({ random }) => `Certificate fingerprint: [${Array.from({ length: 20 }, () => random.text(2, '0123456789ABCDEF')).join(':')}]`,
  ),
  one(
    'hex-dump',
    ({ random }) => `0000 [${Array.from({ length: 8 }, () => random.text(2, hexadecimal)).join(' ')}]`,
    (s) => `The first bytes are [${hex(s, 2)}:${hex(s, 2)}:${hex(s, 2)}].`,
  ),
  one(
    'time',
    (s) => `The alarm rang at [${time(s)}].`,
    (s) => `[${day(s)}T${time(s)}.${s.random.digits(3)}Z] service started`,
  ),
  one(
    'scope-operator',
    () => 'The type is [std::vector<int>] here.',
    () => 'Call [Parser::next] in [crate::lexer].',
  ),
  one(
    'seven-groups',
    ({ random }) => `[${Array.from({ length: 7 }, () => random.between(4096, 65_535).toString(16)).join(':')}] lacks a group.`,
  ),
  one(
    'base64-image',
    ({ random }) => `<img src="[data:image/png;base64,iVBORw0KGgo${random.text(random.between(120, 300), base64Characters)}]">`,
  ),
  one(
    'certificate',
    ({ random }) =>
      `-----BEGIN CERTIFICATE-----\n[${random.text(64, base64Characters)}\n${random.text(64, base64Characters)}]\n-----END CERTIFICATE-----`,
    ({ random }) => `-----BEGIN PUBLIC KEY-----\n[${random.text(64, base64Characters)}]\n-----END PUBLIC KEY-----`,
  ),
  one('ssh-public-key', ({ random }) => `[ssh-ed25519 AAAAC3NzaC1lZDI1NTE5${random.text(48, base64Characters)}]`),
  one(
    'product-code',
    ({ random }) =>
      `Model [${random.text(3, upper)}-${random.digits(4)}${random.text(2, upper)}-${random.text(4, upper + '0123456789')}] is back.`,
    ({ random }) => `Voucher [${random.text(5, upper)}${random.digits(3)}] gives ten percent.`,
  ),
  one('video-id', ({ random }) => `The talk is at https://video.example.com/watch?v=[${random.text(11, alphanumeric)}].`),
  one(
    'plain-url',
    ({ faker }) => `The docs are at [https://${faker.en.internet.domainName()}/guide?id=7].`,
    ({ faker }) => `See [https://${faker.en.internet.domainName()}/@team/posts].`,
  ),
];

const saying = (kind: string, ...lines: string[]): Negative => ({ kind, make: ({ random }) => random.pick(lines) });

/** What stands where a secret could: rules, placeholders, names of variables, weak examples. */
const secretNegatives: readonly Negative[] = [
  saying(
    'password-rule',
    'Your [password must have at least 12 characters].',
    'The [password is never sent] by mail.',
    'Das [Passwort muss acht Zeichen] haben.',
    'Forgot your [password? Reset it] here.',
  ),
  saying(
    'placeholder',
    'api_key: [YOUR_API_KEY]',
    'OPENAI_API_KEY=[sk-...]',
    'password=[<password>]',
    'token: [${SECRET}]',
    'secret = "[xxxxxxxxxxxxxxxx]"',
    'PASSWORD=[********]',
    'api_key = "[<your-key-here>]"',
    'token: [{{ vault_token }}]',
    'DB_PASSWORD=[$DB_PASSWORD]',
  ),
  saying(
    'code-reference',
    'const apiKey = [process.env.API_KEY];',
    'password = [os.environ["DB_PASSWORD"]]',
    'token = [getToken(request)]',
    'secret: [config.get("secret")]',
    'password = [getpass.getpass()]',
  ),
  saying(
    'low-entropy',
    'password=[aaaaaaaa]',
    'secret: [none]',
    'token: [null]',
    'api_key = "[test]"',
    'password: [password]',
    'auth: [false]',
  ),
  saying(
    'token-count',
    '"max_tokens": [4096]',
    'total_tokens=[128000]',
    'The tokenizer is [bert-base-uncased].',
    'token_type: [bearer]',
    'The key is [primary].',
    'password_min_length: [12]',
    'secret_name: [billing/prod/database]',
  ),
  saying('url-placeholder', 'postgres://[<user>:<password>]@localhost/db', 'https://[${USER}:${TOKEN}]@git.example.com/repo.git'),
];

export const negatives: readonly Negative[] = [...numberNegatives, ...softwareNegatives, ...secretNegatives];
