import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashOf } from '../../../src/evaluation/general-suite/block.ts';
import type { GeneralCapability, GeneralItem } from '../../../src/evaluation/general-suite/suite.ts';
import { generalSubset, generalSuite } from '../../../src/evaluation/general-suite/suite.ts';

const suite = generalSuite();
const items = suite.capabilities.flatMap((capability) => capability.items);
const named = suite.capabilities.map((capability) => [capability.name, capability] as const);

/** Accuracy of an answerer that sees the options and not the question; equals share the point. */
function blindAccuracy(capability: GeneralCapability, liking: (option: string) => number): number {
  const points = capability.items.map(({ options, answer }) => {
    const likings = options.map(liking);
    const best = Math.max(...likings);
    return likings[answer] === best ? 1 / likings.filter((value) => value === best).length : 0;
  });
  return points.reduce((sum, point) => sum + point, 0) / points.length;
}

const textsOf = ({ prefix, options }: GeneralItem) => options.map((option) => prefix + option);

describe('the general suite', () => {
  test('has three capabilities of at least 600 items', () => {
    expect(suite.capabilities.map(({ name }) => name)).toEqual(['general-knowledge', 'reasoning', 'language']);
    for (const capability of suite.capabilities) expect(capability.items.length).toBeGreaterThanOrEqual(600);
  });

  test('is the same whenever it is made, and no item of a version ever changes', () => {
    expect(generalSuite()).toEqual(suite);
    expect(suite.version).toBe(1);
    // Another hash means other items: raise generalSuiteVersion with it, since scores of both are not comparable.
    expect(hashOf(suite)).toBe('44b2eb03447209e4281689eb633d78a545dfd6224b9fe8e45fb8ffaf7daf315f');
  });

  test('asks no question twice, within a capability or across two', () => {
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(new Set(items.map(({ prefix }) => prefix.toLowerCase())).size).toBe(items.length);
    expect(new Set(items.flatMap(textsOf)).size).toBe(items.flatMap(textsOf).length);
  });

  test('names an item after its template and its text', () => {
    const item = items.find(({ prefix }) => prefix === 'The capital of France is');
    expect(item?.id).toMatch(/^capital-[0-9a-f]{12}$/);
    expect(item?.options[item.answer]).toBe(' Paris.');
  });

  test('has two to four different options an item, each a continuation of the prefix', () => {
    for (const { prefix, options, answer } of items) {
      expect(options.length).toBeGreaterThanOrEqual(2);
      expect(options.length).toBeLessThanOrEqual(4);
      expect(new Set(options).size).toBe(options.length);
      expect(options[answer]).toBeDefined();
      expect(prefix).toMatch(/^\S(?:.*\S)?$/);
      for (const option of options) expect(option).toMatch(/^ [^\s|](?:[^|]*[^\s|])?[.?]$/);
    }
  });

  test('reads as plain text: no slip of a table is left in it', () => {
    for (const text of items.flatMap(textsOf)) expect(text).not.toMatch(/ {2}|undefined|\| | -\.$/);
  });

  test('knows no template in two capabilities', () => {
    const templates = suite.capabilities.flatMap((capability) => [...new Set(capability.items.map(({ template }) => template))]);
    expect(new Set(templates).size).toBe(templates.length);
  });
});

describe.each(named)('the options of %s', (_, capability) => {
  test('are right once each in their block', () => {
    for (const block of Map.groupBy(capability.items, (item) => item.block).values()) {
      expect(block.map(({ answer }) => answer)).toEqual(block[0]?.options.map((_option, index) => index));
      expect(new Set(block.map(({ options }) => options.join('|'))).size).toBe(1);
    }
  });

  test('give nothing away: whoever always takes the longest, the shortest, the first or the last is right by chance', () => {
    expect(capability.chance).toBeGreaterThanOrEqual(0.25);
    expect(capability.chance).toBeLessThanOrEqual(0.5);
    expect(blindAccuracy(capability, (option) => option.length)).toBeCloseTo(capability.chance, 12);
    expect(blindAccuracy(capability, (option) => -option.length)).toBeCloseTo(capability.chance, 12);
    const first = capability.items.filter(({ answer }) => answer === 0).length;
    const last = capability.items.filter(({ options, answer }) => answer === options.length - 1).length;
    for (const right of [first, last]) expect(right / capability.items.length).toBeCloseTo(capability.chance, 12);
  });

  test('give nothing away to any liking that does not look at the question', () => {
    fc.assert(
      fc.property(fc.integer(), (salt) => {
        const liking = (option: string) => Number.parseInt(hashOf([salt, option]).slice(0, 8), 16);
        expect(blindAccuracy(capability, liking)).toBeCloseTo(capability.chance, 12);
      }),
      { numRuns: 5 },
    );
  });
});

describe('a part of the general suite', () => {
  const idsOf = (part: GeneralCapability[]) => part.map((capability) => capability.items.map(({ id }) => id));

  test('has as many items of each capability as were asked for, but for one, in whole blocks', () => {
    for (const count of [40, 101, 200, 399]) {
      for (const capability of generalSubset(suite, count, 7).capabilities) {
        expect(capability.items.length).toBeLessThanOrEqual(count);
        expect(capability.items.length).toBeGreaterThan(count - 4);
        expect(blindAccuracy(capability, (option) => option.length)).toBeCloseTo(capability.chance, 12);
      }
    }
  });

  test('is the same for one seed and another for another', () => {
    const [first, again, other] = [7, 7, 8].map((seed) => idsOf(generalSubset(suite, 200, seed).capabilities));
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('is nearly all in a larger one of the same seed', () => {
    const [small = [], large = []] = [100, 200].map((count) => idsOf(generalSubset(suite, count, 3).capabilities).flat());
    expect(small.filter((id) => !large.includes(id)).length).toBeLessThanOrEqual(12);
  });

  test('is everything where more is asked for than there is', () => {
    expect(generalSubset(suite, 10_000, 1)).toEqual(suite);
  });

  test('draws from many templates', () => {
    for (const capability of generalSubset(suite, 200, 1).capabilities) {
      expect(new Set(capability.items.map(({ template }) => template)).size).toBeGreaterThanOrEqual(12);
    }
  });
});
