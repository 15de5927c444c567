import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import type { PiiSpec } from '../../../src/contracts/pii-spec.ts';
import { RowFinding } from '../../../src/contracts/row-finding.ts';
import { PiiFailures } from '../../../src/data/pii/pii-failures.ts';
import { createRowScreener } from '../../../src/data/pii/screen-row.ts';

const key = 'a key that nobody knows';
const row = (content: string, more: object = {}) => ({
  id: 'x',
  messages: [
    { role: 'user', content },
    { role: 'assistant', content: 'Thank you.' },
  ],
  source: { file: 'rows.jsonl', line: 7 },
  ...more,
});
const screened = (content: string, spec: Partial<PiiSpec> = {}) => createRowScreener(spec, key)(row(content));
const text = (content: string, spec: Partial<PiiSpec> = {}) => screened(content, spec).row?.messages[0]?.content;

describe('policies', () => {
  test('by default contacts are redacted, addresses flagged, and secrets and account numbers end the run', () => {
    expect(text('write to a@b.com')).toBe('write to <EMAIL>');
    const street = screened('at 12 Baker Street');
    expect(street.row?.messages[0]?.content).toBe('at 12 Baker Street');
    expect(street.findings).toMatchObject([{ entity: 'STREET_ADDRESS', action: 'flag', severity: 'info' }]);
    for (const value of ['card 4012888888881881', 'AL47212110090000000235698741', 'ssn 078-05-1123', 'password: Zx81Qq7731']) {
      expect(screened(value)).toMatchObject({ row: null, findings: [{ action: 'fail', severity: 'error' }] });
    }
  });

  test('a mask keeps the last four of numbers and nothing of the rest', () => {
    const policies = { CREDIT_CARD: 'mask', EMAIL: 'mask', IBAN: 'mask' } as const;
    expect(text('card 4012-8888-8888-1881', { policies })).toBe('card ****-****-****-1881');
    expect(text('AL47 2121 1009 0000 0002 3569 8741', { policies })).toBe('**** **** **** **** **** **** 8741');
    expect(text('to ann@b.com', { policies })).toBe('to ***@*.***');
  });

  test('a hash is equal for equal values however they are written, and another under another key', () => {
    const policies = { CREDIT_CARD: 'hash', EMAIL: 'hash' } as const;
    const one = text('card 4012-8888-8888-1881', { policies });
    expect(one).toMatch(/^card <CREDIT_CARD:[0-9a-f]{32}>$/);
    expect(text('card 4012888888881881', { policies })).toBe(one);
    expect(text('A@B.com', { policies })).toBe(text('a@b.com', { policies }));
    const other = createRowScreener({ policies }, 'another key, also long')(row('card 4012888888881881'));
    expect(other.row?.messages[0]?.content).not.toBe(one);
  });

  test('hashing without a key, or with a short one, is refused with what to do', () => {
    expect(() => createRowScreener({ policies: { EMAIL: 'hash' } })).toThrow(/pii\.policies\.EMAIL is hash, and no key is configured/);
    expect(() => createRowScreener({ policies: { EMAIL: 'hash' } }, 'short')).toThrow(/shorter than 16/);
  });

  test('applying a policy twice changes nothing', () => {
    const values = [
      'a@b.com',
      '+44 20 7946 0958',
      '4012-8888-8888-1881',
      'AL47212110090000000235698741',
      'ssn 078-05-1123',
      '8.8.8.8',
      '00:1B:44:11:3A:B7',
      'https://ann:s3cret1@host.com/x',
      'password: Zx81Qq7731',
      'passport C01X00T47',
      'born 3 March 1985',
      '12 Baker Street',
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    ];
    const entities = [
      'EMAIL',
      'PHONE',
      'CREDIT_CARD',
      'IBAN',
      'US_SSN',
      'IP_ADDRESS',
      'MAC_ADDRESS',
      'URL_CREDENTIALS',
      'SECRET',
      'PASSPORT',
      'DATE_OF_BIRTH',
      'STREET_ADDRESS',
      'CRYPTO',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom('redact', 'mask', 'hash'),
        fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(' ', ', ', '\n', ' and '),
        (policy, parts, separator) => {
          const policies = Object.fromEntries(entities.map((entity) => [entity, policy]));
          const once = text(parts.join(separator), { policies });
          expect(text(once!, { policies })).toBe(once);
        },
      ),
      { seed: 9, numRuns: 200 },
    );
  });
});

describe('rows', () => {
  test('every text is looked at, with its path, and metadata by its keys too', () => {
    const { row: changed, findings } = createRowScreener({})(
      row('hello', { metadata: { customer: { mail: 'a@b.com', tags: ['call +44 20 7946 0958'] }, 'x@y.com': 1 }, label: 'c@d.com' }),
    );
    expect(changed).toMatchObject({ metadata: { customer: { mail: '<EMAIL>', tags: ['call <PHONE>'] }, '<EMAIL>': 1 }, label: '<EMAIL>' });
    expect(findings.map(({ field }) => field)).toEqual([
      'metadata.customer.mail',
      'metadata.customer.tags[0]',
      'metadata.(key 2)',
      'label',
    ]);
  });

  test('a row with nothing in it is the same object', () => {
    const clean = row('nothing here', { metadata: { a: [1, null, 'x'] } });
    expect(createRowScreener({})(clean)).toEqual({ row: clean, findings: [] });
    expect(createRowScreener({})(clean).row).toBe(clean);
  });

  test('a group is hashed rather than redacted, so that groups stay apart, and told where there is no key', () => {
    const grouped = row('hello', { group: 'a@b.com' });
    expect(createRowScreener({}, key)(grouped).row).toMatchObject({ group: expect.stringMatching(/^<EMAIL:/) });
    expect(createRowScreener({})(grouped)).toMatchObject({ row: { group: 'a@b.com' }, findings: [{ field: 'group', action: 'flag' }] });
  });

  test('what a detector found beside takes part, by path', () => {
    const spans = new Map([['messages[0].content', [{ entity: 'PERSON' as const, start: 0, end: 3, score: 0.85, reason: 'detector' }]]]);
    const screen = createRowScreener({ policies: { PERSON: 'redact' } });
    expect(screen(row('Ann writes to a@b.com'), spans).row?.messages[0]?.content).toBe('<PERSON> writes to <EMAIL>');
  });

  test('findings fit their contract and repeat no value', () => {
    const { findings } = screened('a@b.com, card 4012888888881881, password: Zx81Qq7731');
    for (const finding of findings) {
      expect(RowFinding.parse(finding)).toEqual(finding);
      expect(JSON.stringify(finding)).not.toMatch(/b\.com|4012|Zx81/);
    }
    expect(findings.map(({ rule, start, end }) => [rule, start, end])).toEqual([
      ['pii', 0, 7],
      ['pii', 14, 30],
      ['secret', 42, 52],
    ]);
  });

  test('a failure names the count, the first ten lines and the one setting that would change it', () => {
    const failures = new PiiFailures();
    expect(failures.failure()).toBeNull();
    const screen = createRowScreener({});
    for (let line = 1; line <= 12; line++)
      failures.add(screen({ ...row('ssn 078-05-1123'), source: { file: 'rows.jsonl', line } }).findings);
    const failure = failures.failure();
    expect(failure).toMatchObject({ name: 'DatasetRejected', details: { US_SSN: 12 } });
    expect(failure?.message).toMatch(
      /US_SSN 12 times, first at rows\.jsonl:1, .*rows\.jsonl:10 \(pii\.policies\.US_SSN is fail; set it to redact/,
    );
    expect(failure?.message).not.toMatch(/rows\.jsonl:11|078/);
  });
});
