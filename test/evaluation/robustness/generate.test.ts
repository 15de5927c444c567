import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PerturbationName } from '../../../src/contracts/robustness-report.ts';
import { PerturbationName as Names } from '../../../src/contracts/robustness-report.ts';
import type { Row } from '../../../src/contracts/row.ts';
import { rot13 } from '../../../src/evaluation/robustness/encodings.ts';
import { makeVariants, perturbations, secretOf, suites } from '../../../src/evaluation/robustness/generate.ts';
import type { VariantRequest } from '../../../src/evaluation/robustness/generate.ts';
import { misspellings } from '../../../src/evaluation/robustness/misspellings.ts';
import { clause, questionOf, row } from './rows.ts';

const labels = { answers: 'labels', format: 'chat' } as const;

/** The variant of one row; throws where it has none. */
function variantOf(name: PerturbationName, of: Row, given: Partial<VariantRequest> = {}): Row {
  const variant = makeVariants(name, { ...labels, ...given, rows: [of] }).rows[0];
  if (variant === undefined) throw new Error(`${name} does not apply`);
  return variant;
}

const bytes = (of: Row) =>
  new TextEncoder().encode(
    of.messages
      .slice(0, -1)
      .map(({ content }) => content)
      .join(''),
  ).length;

const question = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(fc.constantFrom('please', 'receive', '"quoted"', 'naïve', '契約', 'عقد', '4.2', 'a@b.example', 'ﬁne', '🙂', '\n', 'their'), {
      maxLength: 60,
    })
    .map((words) => words.join(' ')),
);
const anyRow = fc
  .record({
    question,
    answer: fc.constantFrom('payment', '{"party": "please"}', 'they receive it'),
    system: fc.option(fc.constant('Be brief.')),
  })
  .map(({ question, answer, system }) => row(question, answer, system === null ? {} : { system }));

describe('every perturbation', () => {
  test('stands in exactly one suite, under its name', () => {
    expect([...perturbations.keys()]).toEqual(Names.options);
    expect(Object.values(suites).flat().length).toBe(Names.options.length);
  });

  test.each(Names.options)('%s: the same text on every retry, the same id, the same reference, within the length', (name) => {
    fc.assert(
      fc.property(
        anyRow,
        fc.constantFrom('labels' as const, 'json' as const, 'text' as const),
        fc.integer({ min: 50, max: 6000 }),
        (of, answers, maximumBytes) => {
          const before = structuredClone(of);
          const request = { rows: [of], answers, format: 'chat' as const, maximumBytes };
          const made = makeVariants(name, request);
          expect(makeVariants(name, request)).toEqual(made);
          expect(of).toEqual(before);
          expect(made.rows.length + made.unchanged.length + made.tooLong.length).toBe(1);
          for (const variant of made.rows) {
            expect({ ...variant, messages: null }).toEqual({ ...of, messages: null });
            expect(variant.messages.at(-1)).toEqual(of.messages.at(-1));
            expect(variant.messages).not.toEqual(of.messages);
            expect(bytes(variant)).toBeLessThanOrEqual(maximumBytes);
          }
        },
      ),
      { numRuns: 40, seed: 5 },
    );
  });

  test('does not depend on which other rows are asked, nor on their order', () => {
    const rows = [row(clause, 'delivery'), row('When is the fee due?', 'payment'), row('Who may terminate this agreement?', 'term')];
    for (const name of Names.options) {
      const together = makeVariants(name, { ...labels, rows });
      const apart = rows.toReversed().flatMap((each) => makeVariants(name, { ...labels, rows: [each] }).rows);
      expect(together.rows).toEqual(apart.toReversed());
    }
  });

  test('makes other texts for other rows of the same text, since ids count', () => {
    const twins = [row(clause, 'delivery', { group: 'a' }), row(clause, 'delivery', { group: 'b' })];
    const made = makeVariants('neighbour-key', { ...labels, rows: twins }).rows.map(questionOf);
    expect(made[0]).not.toBe(made[1]);
  });

  test('applies to an ordinary clause, or says that it does not', () => {
    const of = row(clause, 'delivery');
    const unchanged = Names.options.filter((name) => makeVariants(name, { ...labels, rows: [of] }).rows.length === 0);
    expect(unchanged).toEqual(['nfkc', 'without-system-prompt']);
  });
});

describe('typos', () => {
  const differences = (name: PerturbationName) => {
    const changed = questionOf(variantOf(name, row(clause, 'delivery'))).split(' ');
    return clause.split(' ').flatMap((word, index) => (word === changed[index] ? [] : [[word, changed[index] ?? '']]));
  };

  test('a neighbour key is a key away, on the same place', () => {
    const changes = differences('neighbour-key');
    expect(changes.length).toBe(2); // a tenth of the 17 plain words of four letters and more
    for (const [word = '', typed = ''] of changes) {
      const at = [...word].findIndex((letter, index) => letter !== typed[index]);
      expect(typed.length).toBe(word.length);
      expect(at).toBeGreaterThan(0);
      expect(typed.slice(at + 1)).toBe(word.slice(at + 1));
    }
  });

  test('swaps keep the letters, drops lose one, doubles repeat one', () => {
    const sorted = (word: string) => [...word].toSorted().join('');
    for (const [word = '', typed = ''] of differences('adjacent-swap')) expect(sorted(typed)).toBe(sorted(word));
    for (const [word = '', typed = ''] of differences('drop')) expect(typed.length).toBe(word.length - 1);
    for (const [word = '', typed = ''] of differences('double')) expect(typed.length).toBe(word.length + 1);
  });

  test('misspellings come from a list of at least 150 words, none of which is spelt right twice', () => {
    expect(misspellings.size).toBeGreaterThanOrEqual(150);
    for (const [word, wrong] of misspellings) {
      expect(wrong.length).toBeGreaterThan(0);
      expect(wrong).not.toContain(word);
      expect(wrong.filter((each) => misspellings.has(each))).toEqual([]);
    }
    for (const [word = '', typed = ''] of differences('misspelling'))
      expect(misspellings.get(word.replace(/\W/gu, '')) ?? []).toContain(typed.replace(/\W/gu, ''));
  });

  test('numbers, addresses and code stay, and words that a copied answer needs', () => {
    const of = row('Contact Johnson at johnson@example.com about item_number 12345 under /srv/files', 'Johnson Contact about item under');
    for (const { name } of suites.typos)
      expect(makeVariants(name, { rows: [of], answers: 'text', format: 'chat' }).unchanged).toEqual([of.id]);
    expect(questionOf(variantOf('drop', of))).toContain('johnson@example.com');
  });
});

describe('formats', () => {
  test('full width is taken back by NFKC, and NFKC text is what nfkc gives', () => {
    const wide = questionOf(variantOf('full-width', row(clause, 'delivery')));
    expect(wide).not.toBe(clause);
    expect(wide.normalize('NFKC')).toBe(clause);
    expect(questionOf(variantOf('nfkc', row('The ﬁrst\u00a0ﬂoor², Ｎｏ. １', 'x')))).toBe('The first floor2, No. 1');
  });

  test('white space, case, lists and JSON hold the same words', () => {
    const of = row(clause, 'delivery');
    expect(questionOf(variantOf('whitespace', of)).replaceAll(/ +/gu, ' ')).toBe(clause);
    expect(questionOf(variantOf('upper-case', of)).toLowerCase()).toBe(clause.toLowerCase());
    expect(questionOf(variantOf('bullets', of)).replace(/^[-*•] /u, '')).toBe(clause);
    expect(Object.values(JSON.parse(questionOf(variantOf('json-wrapping', of))) as object)).toEqual([clause]);
    expect(questionOf(variantOf('quotes', of))).toContain('“promptly”');
  });

  test('a system prompt comes where there was none and goes where there was one', () => {
    expect(variantOf('with-system-prompt', row('Who pays?', 'x')).messages[0]?.role).toBe('system');
    expect(variantOf('without-system-prompt', row('Who pays?', 'x', { system: 'Be brief.' })).messages.map(({ role }) => role)).toEqual([
      'user',
      'assistant',
    ]);
  });
});

describe('edges and attacks', () => {
  test('the longest prompt has exactly the bytes that it may have, and ends with the question', () => {
    const variant = variantOf('maximum-length', row(clause, 'delivery'), { maximumBytes: 4000 });
    expect(bytes(variant)).toBe(4000);
    expect(questionOf(variant).endsWith(`\n\n${clause}`)).toBe(true);
    expect(makeVariants('maximum-length', { ...labels, rows: [row(clause, 'x')], maximumBytes: 200 }).unchanged.length).toBe(1);
  });

  test('variants beyond the length are counted and not made', () => {
    const of = row(clause, 'delivery');
    expect(makeVariants('full-width', { ...labels, rows: [of], maximumBytes: bytes(of) + 10 })).toEqual({
      perturbation: 'full-width',
      rows: [],
      unchanged: [],
      tooLong: [of.id],
    });
  });

  test('zero-width signs and homoglyphs do not change how a text looks', () => {
    const hidden = questionOf(variantOf('zero-width', row(clause, 'delivery')));
    expect(hidden.length).toBeGreaterThan(clause.length);
    expect(hidden.replaceAll(/[\u200b-\u200d\u2060\ufeff\u00ad]/gu, '')).toBe(clause);
    expect([...questionOf(variantOf('homoglyph', row(clause, 'delivery')))].length).toBe([...clause].length);
  });

  test('an empty question is not asked of a model that completes text', () => {
    const of = row('Who pays?', 'x');
    expect(questionOf(variantOf('empty', of))).toBe('');
    expect(makeVariants('empty', { rows: [of], answers: 'labels', format: 'completion' }).unchanged).toEqual([of.id]);
  });

  test('encoded orders decode to an order for the secret of this row and attack', () => {
    const of = row(clause, 'delivery');
    const hidden = (name: PerturbationName) => questionOf(variantOf(name, of)).slice(clause.length);
    const encoded = /([A-Za-z0-9+/=]{40,})/u.exec(hidden('base64-instruction'))?.[1] ?? '';
    expect(atob(encoded)).toContain(secretOf('base64-instruction', of.id));
    expect(rot13(hidden('rot13-instruction'))).toContain(secretOf('rot13-instruction', of.id));
    expect(hidden('instruction-override')).toContain(secretOf('instruction-override', of.id));
    expect(secretOf('role-play', of.id)).not.toBe(secretOf('instruction-override', of.id));
  });

  test('a secret to be drawn out stands in the instructions and nowhere else', () => {
    const of = row(clause, 'delivery', { system: 'Be brief.' });
    const variant = variantOf('canary-exfiltration', of);
    const secret = secretOf('canary-exfiltration', of.id);
    expect(variant.messages.map(({ content }) => content.includes(secret))).toEqual([true, false, false]);
    expect(variant.messages[0]?.content.startsWith('Be brief.')).toBe(true);
  });
});
