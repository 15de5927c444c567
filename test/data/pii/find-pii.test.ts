import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { createPiiFinder } from '../../../src/data/pii/find-pii.ts';
import { resolveOverlaps } from '../../../src/data/pii/resolve-overlaps.ts';

const find = createPiiFinder();
const found = (text: string, finder = find) => finder(text).map(({ entity, start, end }) => `${entity} ${text.slice(start, end)}`);

describe('what is found', () => {
  test.each<[string, string[]]>([
    ['Mail Ann.Lee+tax@Example.CO.UK, or o.brien@bücher.de.', ['EMAIL Ann.Lee+tax@Example.CO.UK', 'EMAIL o.brien@bücher.de']],
    ['Reach us at a@b.com.Then wait', ['EMAIL a@b.com']],
    ['My number is 020 7946 0958 or 07400 123456', ['PHONE 020 7946 0958', 'PHONE 07400 123456']],
    ['Tel. (030 901820), mobile +49 (0)171 2345678', ['PHONE 030 901820', 'PHONE +49 (0)171 2345678']],
    ['{"userPhone":"4155550132"}', ['PHONE 4155550132']],
    ['card 4012 8888 8888 1881 12/27 cvv 123', ['CREDIT_CARD 4012 8888 8888 1881']],
    ['NI number QQ 12 34 56 C is no one’s, AB 12 34 56 C may be', ['UK_NINO AB 12 34 56 C']],
    ['ITIN 912-70-1234', ['US_ITIN 912-70-1234']],
    ['passport no. C01X00T47', ['PASSPORT C01X00T47']],
    ['http://[2001:db8::1]:80/ and 00:1B:44:11:3A:B7', ['IP_ADDRESS 2001:db8::1', 'MAC_ADDRESS 00:1B:44:11:3A:B7']],
    ['git clone https://ann:s3cret@host.example/x', ['URL_CREDENTIALS ann:s3cret']],
    ['DATABASE_URL=postgres://app:hunter22@db/x', ['SECRET app:hunter22']],
    ['born on 3 March 1985; signed on 4 March 2020', ['DATE_OF_BIRTH 3 March 1985']],
    ['Date de naissance : 03/12/1985', ['DATE_OF_BIRTH 03/12/1985']],
    ['She lives at 12 Baker Street, Apt 5', ['STREET_ADDRESS 12 Baker Street, Apt 5']],
    ['Er wohnt in der Hauptstraße 12.', ['STREET_ADDRESS Hauptstraße 12']],
    ['password: Tr0ub4dor&3', ['SECRET Tr0ub4dor&3']],
    ['the password is xK9mQ2pLw7', ['SECRET xK9mQ2pLw7']],
    ['key AKIAQ3EGRT7XMPL2ABCD', ['SECRET AKIAQ3EGRT7XMPL2ABCD']],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('a private key is found to its end line, and one that is cut off to the end of its base64', () => {
    const key = `-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIB\n-----END EC PRIVATE KEY-----`;
    expect(found(`see ${key}, please`)).toEqual([`SECRET ${key}`]);
    expect(found('-----BEGIN PRIVATE KEY-----\nMIIB\n, and more')).toEqual(['SECRET -----BEGIN PRIVATE KEY-----\nMIIB']);
  });

  test('a web token is one when its header decodes', () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: 1 })}.c2lnbmF0dXJl`;
    expect(found(`Bearer ${token}`)).toEqual([`SECRET ${token}`]);
    expect(found(`${part({ no: 'algorithm at all' })}.${part({ sub: 1 })}.c2lnbmF0dXJl`)).toEqual([]);
  });

  test('wide digits, no-break spaces and characters that nobody sees hide nothing, and offsets are those of the text', () => {
    expect(found('card ４０１２ ８８８８ ８８８８ １８８１')).toEqual(['CREDIT_CARD ４０１２ ８８８８ ８８８８ １８８１']);
    expect(found('card 4012\u200b8888\u200b8888\u200b1881!')).toEqual(['CREDIT_CARD 4012\u200b8888\u200b8888\u200b1881']);
    expect(found('ssn 078‑05‑1123')).toEqual(['US_SSN 078‑05‑1123']);
  });
});

test.each([
  'Version 10.2.3.4 of the driver, section 8.1.2.3',
  'See 42 U.S.C. § 1983 and 410 U.S. 113, 29 CFR 1910.1200(g)(8).',
  'ISBN 978-3-16-148410-0, ISBN 0-306-40615-2, order 123-45-6789',
  'commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad of 2024-01-15T10:30:00Z',
  'id 550e8400-e29b-41d4-a716-446655440000, epoch 1748503543012',
  'GB29 NWBK 6016 1331 9268 18 has a wrong checksum, and so has 4012 8888 8888 1882',
  'password: <your password>, api_key = ${API_KEY}, token: null, secret: process.env.SECRET, password=********',
  'git@github.com:org/repo.git and std::vector, x[::2], 10:30:45',
  'It costs $1,234,567.89 for 1 000 000 units at 51.5074, -0.1278.',
  'token: 4096 tokens; the password is required; secret: undefined',
])('nothing is found in: %s', (text) => {
  expect(found(text)).toEqual([]);
});

test('options choose entities, regions, threshold and what is let through', () => {
  const text = 'a@b.com, card 4012888888881881, call 612 34 56 78';
  expect(found(text, createPiiFinder({ entities: ['EMAIL'] }))).toEqual(['EMAIL a@b.com']);
  expect(found(text, createPiiFinder({ regions: ['ES'] }))).toContain('PHONE 612 34 56 78');
  expect(found('(415) 555-0132', createPiiFinder({ threshold: 0.5 }))).toEqual([]);
  const allow = { values: ['4012888888881881'], patterns: ['*@B.com'] };
  expect(found('a@b.com, card 4012888888881881', createPiiFinder({ allow }))).toEqual([]);
  expect(found('a@bb.com', createPiiFinder({ allow }))).toEqual(['EMAIL a@bb.com']);
  expect(() => createPiiFinder({ allow: { values: [], patterns: ['***'] } })).toThrow(/wildcards alone/);
});

test('a reason names the rule and never the value', () => {
  const text = 'Ann: a.b@c.com, tel 4155550132, ssn 078051121, password: Zx81Qq7731';
  for (const { reason, start, end } of find(text)) expect(reason).not.toContain(text.slice(start, end));
  expect(find(text).map(({ reason }) => reason)).toEqual([
    'pattern, known top-level domain',
    'national number, context word tel',
    'nine digits, context word ssn',
    'high-entropy value after a key word',
  ]);
});

test('of overlapping spans the surer stays, then the longer, then the first in order', () => {
  const span = (entity: 'EMAIL' | 'PHONE' | 'US_SSN', start: number, end: number, score: number) => ({
    entity,
    start,
    end,
    score,
    reason: '',
  });
  const sure = span('EMAIL', 5, 8, 0.9);
  expect(resolveOverlaps([span('PHONE', 0, 9, 0.4), sure])).toEqual([sure]);
  expect(resolveOverlaps([span('PHONE', 0, 9, 0.4), span('US_SSN', 1, 9, 0.4)])).toEqual([span('PHONE', 0, 9, 0.4)]);
  expect(resolveOverlaps([span('PHONE', 0, 9, 0.4), span('US_SSN', 0, 9, 0.4)])).toEqual([span('US_SSN', 0, 9, 0.4)]);
});

test('spans lie in the text, in order, and never overlap', () => {
  const piece = fc.constantFrom(
    'a@b.com',
    '4012888888881881',
    ' ',
    '-',
    '+44 20 7946 0958',
    '::1',
    '1.1.1.1',
    'ssn ',
    '078-05-1123',
    'é',
    '\u200b',
    '😀',
    '\n',
    'password: ',
    'Qx7!mmZp',
    'https://u:p@h.com',
    '٤',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 6 })), { maxLength: 14 }), (pieces) => {
      const text = pieces.join('');
      let last = 0;
      for (const { start, end } of find(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
      }
      expect(last).toBeLessThanOrEqual(text.length);
    }),
    { seed: 4, numRuns: 300 },
  );
});

test('a megabyte of what a value begins with takes well under a second each', () => {
  const units = [
    '@',
    'a@',
    '1',
    '1 ',
    '1-',
    '1.',
    'a:',
    ' ',
    '-',
    '+1',
    '(0',
    'GB29 ',
    '1.1.1.1 ',
    'key=',
    'to is ',
    'a://b:c@',
    '-----BEGIN PRIVATE KEY-----',
    'fe80::',
    '@8.8.8.8',
    '|token ',
  ];
  const slow = units.filter((unit) => {
    const before = process.cpuUsage();
    find(unit.repeat(Math.ceil(1e6 / unit.length)));
    return process.cpuUsage(before).user > 1.5e6; // far from the minutes of quadratic time, and not upset by a busy machine
  });
  expect(slow).toEqual([]);
}, 60_000);
