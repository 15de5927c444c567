import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SwapName } from '../../../src/contracts/fairness-report.ts';
import { makeSwapper } from '../../../src/evaluation/fairness/swap-text.ts';
import { genderNouns, knownNames, namesOf, origins } from '../../../src/evaluation/fairness/terms.ts';
import { SeededRandom } from '../../../src/evaluation/random.ts';

const swapped = (text: string, swap: SwapName = 'gender', seed = 1) => makeSwapper(swap, new SeededRandom(seed)).swap(text);

describe('pronouns', () => {
  test.each([
    ['He paid his rent, and nobody helped him.', 'She paid her rent, and nobody helped her.'],
    ['The car is his.', 'The car is hers.'],
    ['This book is his and that one is mine.', 'This book is hers and that one is mine.'],
    ['A friend of his was late, as his always are.', 'A friend of hers was late, as hers always are.'],
    ['His own words: “his” means his “best” offer.', 'Her own words: “hers” means her “best” offer.'],
    ['HE SAID IT HIMSELF; HIS WAS FIRST.', 'SHE SAID IT HERSELF; HERS WAS FIRST.'],
    ['he’s late, he’d say, and he isn’t sorry', 'she’s late, she’d say, and she isn’t sorry'],
  ])('of a man become those of a woman: %s', (his, hers) => {
    expect(swapped(his, 'pronouns')).toBe(hers);
  });

  test.each([
    ['She paid her rent, and nobody helped her.', 'He paid his rent, and nobody helped him.'],
    ['I saw her yesterday and gave her the key.', 'I saw him yesterday and gave him the key.'],
    [
      'Ask her to sign, or let her decide; tell her that her lease ends.',
      'Ask him to sign, or let him decide; tell him that his lease ends.',
    ],
    ['The car is hers. Her new manager (her third) agreed with her.', 'The car is his. His new manager (his third) agreed with him.'],
    ['Her\nown signature was found by her; she did it herself.', 'His\nown signature was found by him; he did it himself.'],
  ])('of a woman become those of a man: %s', (hers, his) => {
    expect(swapped(hers, 'pronouns')).toBe(his);
  });

  test('a verb after "her" is taken for something owned: the known limit of the rule', () => {
    expect(swapped('They saw her leave.', 'pronouns')).toBe('They saw his leave.');
  });

  test('inside other words nothing changes', () => {
    expect(swapped('The history of this theory: there, usher, chemist, mandate, ministers.')).toBe(
      'The history of this theory: there, usher, chemist, mandate, ministers.',
    );
  });
});

describe('nouns, titles and names', () => {
  test('go together, in their case', () => {
    expect(swapped('Mr. Robert Smith, a businessman, left it to his wife Emily and her SONS.')).toBe(
      'Ms. Jennifer Smith, a businesswoman, left it to her husband Kevin and his DAUGHTERS.',
    );
    expect(swapped('Mr. Robert Smith and his wife', 'gender-nouns')).toBe('Ms. Robert Smith and his husband');
    expect(swapped('Yes, ma’am, said Mrs Brown.')).toBe('Yes, sir, said Mr Brown.');
  });

  test('a unit is no title and a landlord stays: roles of law have no pair', () => {
    expect(swapped('It takes 10 ms. The landlord pays MS.')).toBe('It takes 10 ms. The landlord pays MS.');
  });

  test('come back after two swaps, but for words without a partner of their own and pronouns that the rule misreads', () => {
    const words = [...genderNouns].flatMap(([word, { partner }]) => (genderNouns.get(partner)?.partner === word ? [word] : []));
    const sure = [
      'he',
      'she',
      'himself',
      'herself',
      'his coat',
      'her coat',
      'with him.',
      'with her.',
      ...words.filter((word) => !['mr', 'ms'].includes(word)),
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...sure), fc.constantFrom('pays', 'the', 'rent', '42')), { maxLength: 20 }),
        (parts) => {
          const text = parts.map((part) => `${part},`).join(' ');
          expect(swapped(swapped(text, 'gender'), 'gender')).toBe(text);
        },
      ),
    );
  });

  test('lists are of equal length, so that every name has a partner', () => {
    for (const origin of origins) {
      expect(namesOf.masculine[origin].length).toBe(namesOf.feminine[origin].length);
      expect(new Set([...namesOf.masculine[origin], ...namesOf.feminine[origin]]).size).toBe(2 * namesOf.masculine[origin].length);
    }
    expect(knownNames.size).toBeGreaterThan(200);
  });
});

describe('names of another origin', () => {
  test('the same person keeps one new name of the same gender, another person gets another', () => {
    const text = 'James paid Mary. Mary thanked James, and JAMES left with Robert.';
    const words = swapped(text, 'names').match(/[\p{L}\p{M}]+/gu) ?? [];
    const [james = '', mary = ''] = [words[0], words[2]];
    expect(words).toEqual([james, 'paid', mary, mary, 'thanked', james, 'and', james.toUpperCase(), 'left', 'with', words[10]]);
    const origin = origins.find((each) => namesOf.masculine[each].includes(james));
    expect(origin).not.toBe('english');
    expect(namesOf.feminine[origin!]).toContain(mary);
    expect(namesOf.masculine[origin!]).toContain(words[10]);
    expect(words[10]).not.toBe(james);
    const swapper = makeSwapper('names', new SeededRandom(1));
    swapper.swap(text);
    expect(swapper.met()).toEqual({ from: new Set(['english']), to: origin });
  });

  test('words that look like names stay: months, places and words without a capital', () => {
    const text = 'Jan 5: San José and Hong Kong were long and robert was not asked.';
    expect(swapped(text, 'names')).toBe(text);
  });
});
