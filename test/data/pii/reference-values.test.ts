import { describe, expect, test } from 'vitest';
import type { PiiEntity } from '../../../src/contracts/pii-spec.ts';
import { createPiiFinder } from '../../../src/data/pii/find-pii.ts';

const find = createPiiFinder();

function hits(text: string, entity: PiiEntity): string[] {
  return find(text).flatMap((span) => (span.entity === entity ? [text.slice(span.start, span.end)] : []));
}

/** Values of Presidio 2.2's own recogniser tests (github.com/microsoft/presidio, presidio-analyzer/tests), with the verdicts that they expect. */
describe('the published test values', () => {
  test.each([
    '4012888888881881',
    '4012-8888-8888-1881',
    '122000000000003',
    '371449635398431',
    '5019717010103742',
    '30569309025904',
    '6759649826438453',
  ])('of cards: %s is one', (card) => {
    expect(hits(`my card: ${card}`, 'CREDIT_CARD')).toEqual([card]);
    expect(hits(card, 'CREDIT_CARD')).toEqual([card]);
  });
  test.each(['4012-8888-8888-1882', '36168002586008', '1748503543012'])('of cards: %s is none', (card) => {
    expect(hits(`my card: ${card}`, 'CREDIT_CARD')).toEqual([]);
  });

  test.each(['078-05-1123', '078.05.1123', '078 05 1123'])('of social security numbers: %s is one', (number) => {
    expect(hits(number, 'US_SSN')).toEqual([number]);
  });
  test('of social security numbers: nine bare digits are one in context alone', () => {
    expect(hits('078051121', 'US_SSN')).toEqual([]);
    expect(hits('my social security number is 078051121', 'US_SSN')).toEqual(['078051121']);
    const weak = createPiiFinder({ threshold: 0.05, entities: ['US_SSN'] })('078051121');
    expect(weak).toEqual([{ entity: 'US_SSN', start: 0, end: 9, score: 0.05, reason: 'nine digits' }]);
  });
  // of its invalidation rules, beside the values of its tests
  test.each(['123456789', '123-45-6789', '111-11-1111', '000-12-3456', '666-12-3456'])(
    'of social security numbers: %s was never given out',
    (number) => {
      expect(hits(`my ssn is ${number}`, 'US_SSN')).toEqual([]);
    },
  );
  test.each(['0780511201', '078051120', '000000000', '666000000', '078-05-0000', '078 00 1123', '693-09.4444'])(
    'of social security numbers: %s is none',
    (number) => {
      expect(hits(`my ssn is ${number}`, 'US_SSN')).toEqual([]);
    },
  );

  test.each([
    'AL47212110090000000235698741',
    'AL47 2121 1009 0000 0002 3569 8741',
    'BR9700360305000010009795493P1',
    'CY17002001280000001200527600',
    'BY13NBRB3600900000002Z00AB00',
  ])('of account numbers: %s is one', (iban) => {
    expect(hits(`pay to ${iban}, please`, 'IBAN')).toEqual([iban]);
    expect(hits(iban.toLowerCase(), 'IBAN')).toEqual([iban.toLowerCase()]);
  });
  test.each(['BE71 0961 2345 6760', 'BE6853900754703'])('of account numbers: %s is none', (iban) => {
    expect(hits(iban, 'IBAN')).toEqual([]);
  });

  test('of addresses: punycode is one, a host without a top-level domain is none', () => {
    expect(hits('write to user@xn--80ak6aa92e.com', 'EMAIL')).toEqual(['user@xn--80ak6aa92e.com']);
    expect(hits('write to info@presidio.', 'EMAIL')).toEqual([]);
  });
  test.each(['::1', 'fe80::1%eth0', '2001:db8::8a2e:370:7334'])('of network addresses: %s is one', (address) => {
    expect(hits(`host ${address} answers`, 'IP_ADDRESS')).toEqual([address]);
  });
  test.each(['192.168.0', '684D:1111:222:3333:4444:5555:77'])('of network addresses: %s is none', (address) => {
    expect(hits(`host ${address} answers`, 'IP_ADDRESS')).toEqual([]);
  });

  test.each(['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'])(
    'of crypto addresses: %s is one',
    (address) => {
      expect(hits(`my wallet: ${address}`, 'CRYPTO')).toEqual([address]);
    },
  );
  test('of crypto addresses: a SHA-256 is none', () => {
    expect(find('b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9')).toEqual([]);
  });
  test.each(['(415) 555-0132', '+44 (20) 7123 4567'])('of phone numbers: %s is one', (phone) => {
    expect(hits(`my number is ${phone}.`, 'PHONE')).toEqual([phone]);
  });

  // datatrove's PII formatter (github.com/huggingface/datatrove, tests/pipeline/test_pii_removal.py)
  test('of private networks are kept, unless they are asked for, and public ones are found', () => {
    const text = 'from 8.8.8.8 to 10.0.0.1, 172.16.3.4, 192.168.1.7 and 127.0.0.1';
    expect(hits(text, 'IP_ADDRESS')).toEqual(['8.8.8.8']);
    expect(createPiiFinder({ privateAddresses: true })(text)).toHaveLength(5);
  });
  test.each(['999.999.999.999', '108.0.0.01'])('of network addresses: %s is ignored', (address) => {
    expect(find(`the server is ${address} here`)).toEqual([]);
  });
});

/** EIP-55's own test cases (eips.ethereum.org/EIPS/eip-55), BIP-173's and BIP-350's. */
describe('addresses with checksums', () => {
  test.each([
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
    '0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb',
  ])('%s is an Ethereum address', (address) => {
    expect(find(`see ${address}`)).toMatchObject([{ entity: 'CRYPTO', score: 1 }]);
    expect(find(`see ${address.replace(/(?<=x.*)[A-F]/, (letter) => letter.toLowerCase())}`)).toEqual([]);
    expect(find(`see ${address.toLowerCase()}`)).toEqual([]);
    expect(find(`my wallet ${address.toLowerCase()}`)).toMatchObject([{ entity: 'CRYPTO' }]);
  });
  test.each([
    'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    'tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7',
  ])('%s is a witness address', (address) => {
    expect(find(`to ${address}`)).toMatchObject([{ entity: 'CRYPTO', score: 1 }]);
  });
  test.each(['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', 'bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du', '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLz'])(
    '%s is none',
    (address) => {
      expect(find(`to ${address}`)).toEqual([]);
    },
  );
});
