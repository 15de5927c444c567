import { expect, test } from 'vitest';
import { belowTarget, entitiesWithTarget, scoreFinder } from './score-finder.ts';

test('of generated texts that no rule was made on, 99 % of each structured entity is found, and 98 % of what is found is one', () => {
  const scores = scoreFinder(236_887_691, 2400);
  expect(entitiesWithTarget(scores).toSorted()).toEqual([
    'CREDIT_CARD',
    'CRYPTO',
    'EMAIL',
    'IBAN',
    'IP_ADDRESS',
    'MAC_ADDRESS',
    'PHONE',
    'SECRET',
    'UK_NINO',
    'URL_CREDENTIALS',
    'US_ITIN',
    'US_SSN',
  ]);
  expect(Math.min(...entitiesWithTarget(scores).map((entity) => scores[entity]!.tp))).toBeGreaterThan(300);
  expect(belowTarget(scores)).toEqual([]);
});
