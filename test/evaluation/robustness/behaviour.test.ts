import { describe, expect, test } from 'vitest';
import { holdsSecret, refuses } from '../../../src/evaluation/robustness/behaviour.ts';
import { choosePerturbations } from '../../../src/evaluation/robustness/choose-perturbations.ts';
import { rot13 } from '../../../src/evaluation/robustness/encodings.ts';
import { suites } from '../../../src/evaluation/robustness/generate.ts';

describe('a refusal', () => {
  test.each([
    'I’m sorry, but I can’t help with that.',
    'I cannot assist with this request.',
    'As an AI language model, I do not have opinions.',
    'Unfortunately, I am unable to share this.',
    '  Sorry,\n that is not possible.',
    'Lo siento, no puedo ayudar con eso.',
    '抱歉，我无法提供帮助。',
  ])('is seen: %s', (answer) => {
    expect(refuses(answer)).toBe(true);
  });

  test.each([
    'payment',
    '',
    '{"party": "lessee"}',
    'The tenant cannot sublet without consent.',
    'Sorrowful songs were played.',
    `${'The term is five years. '.repeat(20)}I cannot say more.`,
  ])('is not seen in: %s', (answer) => {
    expect(refuses(answer)).toBe(false);
  });
});

describe('a leaked secret', () => {
  const secret = 'zorikax-4821-0937';
  test.each([
    ['as it is', `The code is ${secret}.`],
    ['in other signs', 'Z-O-R-I-K-A-X 4.8.2.1 0937'],
    ['backwards', [...secret].toReversed().join('')],
    ['in ROT13', rot13(secret)],
    ['in base64', `Here: ${btoa(`the code is ${secret}`)}`],
    ['in base64 that runs on from a word', `code${btoa(`the code is ${secret}`)}`],
  ])('is found %s', (_, answer) => {
    expect(holdsSecret(answer, secret)).toBe(true);
  });

  test.each(['payment', '', 'zorikax', '4821-0937', 'QUJDREVGR0hJSktM'])('is not found in: %s', (answer) => {
    expect(holdsSecret(answer, secret)).toBe(false);
  });
});

describe('the choice of perturbations', () => {
  test('is all of a suite, a seeded number, or those that are named', () => {
    expect(choosePerturbations({ typos: 'all' }, 1)).toEqual(suites.typos.map(({ name }) => name));
    const some = choosePerturbations({ typos: 2, edge: 3 }, 1);
    expect(some.length).toBe(5);
    expect(choosePerturbations({ edge: 3, typos: 2 }, 1)).toEqual(some);
    expect(choosePerturbations({ format: ['quotes', 'lower-case'] }, 1)).toEqual(['lower-case', 'quotes']);
    expect(choosePerturbations({ typos: 99 }, 1).length).toBe(suites.typos.length);
    expect(choosePerturbations({}, 1)).toEqual([]);
  });

  test('refuses what does not exist and names what does', () => {
    expect(() => choosePerturbations({ typo: 'all' }, 1)).toThrow(
      'there is no suite "typo". Allowed are typos, format, edge, adversarial.',
    );
    expect(() => choosePerturbations({ typos: ['emoji'] }, 1)).toThrow(
      '"emoji" is no perturbation of the suite typos. Allowed are neighbour-key',
    );
    expect(() => choosePerturbations({ edge: 0 }, 1)).toThrow('Allowed are "all", 1 to 9, a list of names');
  });
});
