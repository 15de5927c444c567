import { describe, expect, test } from 'vitest';
import { DuplicatesSpec, type DuplicatesSpecInput, type SettledDuplicates } from '../../../src/contracts/duplicates-spec.ts';
import { RowFinding } from '../../../src/contracts/row-finding.ts';
import { RowComparison } from '../../../src/data/duplicates/compare-rows.ts';
import { duplicateFindings, duplicateRule } from '../../../src/data/duplicates/duplicate-findings.ts';
import { findDuplicates } from '../../../src/data/duplicates/find-duplicates.ts';
import { findCommonPhrases } from '../../../src/data/duplicates/phrase-counts.ts';
import { sketchRows } from '../../../src/data/duplicates/sketches.ts';
import { editedRows, RowWriter, sentences, type PlainRow } from './edited-rows.ts';

function find(rows: readonly PlainRow[], input: DuplicatesSpecInput = {}) {
  const spec = DuplicatesSpec.parse({ conflicts: 'flag', ...input }) as SettledDuplicates;
  const sketches = sketchRows(rows);
  const found = findDuplicates(sketches, spec);
  return {
    sketches,
    found,
    rules: rows.map((_, row) => duplicateRule(found, row, spec)),
    findings: rows.map((_, row) => duplicateFindings(sketches, found, row, spec)),
  };
}

const long =
  'Please read the clause below and say in your own words what the tenant has to do when the heating of the flat breaks down during the winter months';

describe('conflicts', () => {
  test('one prompt with two labels is reported on both rows, and neither goes', () => {
    const writer = new RowWriter(1);
    const { rules, findings } = find([
      writer.row(long, 'repair'),
      writer.row(`  ${long.toUpperCase()}\n`, 'payment'),
      writer.row('Another question about something else', 'repair'),
    ]);
    expect(rules).toEqual([null, null, null]);
    expect(findings.map((list) => list.map(({ rule, action }) => `${rule} ${action}`))).toEqual([['conflict flag'], ['conflict flag'], []]);
    expect(findings[1]![0]!.message).toContain('line 1 of rows.jsonl');
    for (const finding of findings.flat()) expect(RowFinding.parse(finding)).toEqual(finding);
  });

  test('are dropped whole, or end the run, by policy', () => {
    const writer = new RowWriter(1);
    const rows = [writer.row(long, 'repair'), writer.row(long, 'payment'), writer.row(long, 'Repair.')];
    expect(find(rows, { conflicts: 'drop' }).rules).toEqual(['conflict', 'conflict', 'exact-duplicate']);
    const failing = find(rows, { conflicts: 'fail' });
    expect(failing.rules).toEqual(['conflict', 'conflict', 'exact-duplicate']);
    expect(failing.findings[0]![0]).toMatchObject({
      rule: 'conflict',
      action: 'fail',
      message: expect.stringContaining('the run ends') as string,
    });
  });

  test('other instructions make it another question', () => {
    const writer = new RowWriter(1);
    const { findings } = find([writer.row(long, 'Ja', 'Answer in German'), writer.row(long, 'Oui', 'Answer in French')]);
    expect(findings.flat()).toEqual([]);
  });

  test('a row in conflict is not lost as a near-duplicate of a third', () => {
    const writer = new RowWriter(1);
    const { rules, findings } = find([
      writer.row(long, 'repair'),
      writer.row(long.replace('below', 'underneath'), 'payment'),
      writer.row(long, 'payment'),
    ]);
    expect(rules).toEqual([null, null, null]);
    expect(findings.map((list) => list.map(({ rule }) => rule))).toEqual([['conflict'], [], ['conflict']]);
  });

  test('a prompt with thousands of answers takes no square of time', () => {
    const writer = new RowWriter(2);
    const rows = Array.from({ length: 3000 }, () => writer.row('Write something', sentences(writer.words(12))));
    const { found } = find(rows);
    expect(found.conflict.filter((first) => first === 0)).toHaveLength(3000);
  });
});

describe('exact duplicates', () => {
  test('are rows that differ in case, white space, zero-width characters and Unicode forms only; the first is kept', () => {
    const writer = new RowWriter(3);
    const { rules, found } = find([
      writer.row('Wo liegt das Café?', 'In der Straße am Fluß, gleich neben der Brücke'),
      writer.row('wo liegt  das CAFE\u0301? ', 'In der Straße am\u200b Fluß, gleich neben der Brücke'),
      writer.row('Wo liegt das Kino?', 'In der Straße am Fluß, gleich neben der Brücke'),
    ]);
    expect(rules).toEqual([null, 'exact-duplicate', null]);
    expect(found.exact[1]).toBe(0);
  });

  test('JSON answers are equal by value, whatever the order of their keys', () => {
    const writer = new RowWriter(3);
    const { rules } = find([writer.row(long, '{"fee": 5, "due": "May"}'), writer.row(long, '{ "due": "May", "fee": 5.0 }')]);
    expect(rules).toEqual([null, 'exact-duplicate']);
  });
});

const answer =
  'The tenant has to tell the owner about the damage at once and may lower the rent by 20 euros until the heating works again, as the court in Berlin said';

describe('near-duplicates', () => {
  test.each([
    ['a word of the prompt', long.replace('breaks', 'falls'), answer],
    ['a word of the answer', long, answer.replace('damage', 'defect')],
    ['words of both', long.replace('own ', ''), answer.replace('at once', 'promptly')],
    ['a typing error in a name', long, answer.replace('Berlin', 'berlyn')],
    ['two neighbours that changed places', long.replace('what the', 'the what'), answer],
  ])('rows that differ in %s are one', (_, prompt, text) => {
    const writer = new RowWriter(4);
    expect(find([writer.row(long, answer), writer.row(prompt, text)]).rules).toEqual([null, 'near-duplicate']);
  });

  test.each([
    ['number of the answer', long.replace('read', 'study'), answer.replace('20', '30')],
    ['magnitude of a number', long.replace('read', 'study'), answer.replace('20', '20 000')],
    ['name in the answer', long.replace('read', 'study'), answer.replace('Berlin', 'Hamburg')],
    ['negation', long.replace('read', 'study'), answer.replace('may lower', 'may not lower')],
    ['opposite', long.replace('read', 'study'), answer.replace('lower', 'higher')],
    ['passage', long.replace('heating of the flat breaks down', 'roof above our kitchen leaks badly'), answer],
    [
      'whole answer',
      long.replace('read', 'study'),
      'Nothing needs doing here, since whoever owns a house looks after all of its pipes and boilers by law',
    ],
    ['number of the prompt', `${long} of 2024`, answer, `${long} of 2023`],
  ])('rows with another %s are two', (_, prompt, text, first = long) => {
    const writer = new RowWriter(5);
    expect(find([writer.row(first, answer), writer.row(prompt, text)]).rules).toEqual([null, null]);
  });

  test.each([
    ['labels', 'repair', 'payment'],
    ['JSON objects', '{"duty": "repair", "days": 3}', '{"duty": "repair", "days": 4}'],
    ['an answer of few words', 'the heating is broken', 'the heating is fine'],
    ['a label and a JSON object', 'repair', '{"duty": "repair"}'],
  ])('rows with nearly the same prompt and other %s are two', (_, one, other) => {
    const writer = new RowWriter(6);
    expect(find([writer.row(long, one), writer.row(long.replace('own ', ''), other)]).rules).toEqual([null, null]);
    expect(find([writer.row(long, one), writer.row(long.replace('own ', ''), one)]).rules).toEqual([null, 'near-duplicate']);
  });

  test('a template with other words filled in is another row', () => {
    const writer = new RowWriter(7);
    const template = (text: string) =>
      `You are given a review of a restaurant. Read it with care, think about what its writer felt, and say whether the mood is good or bad. The review: ${text}`;
    const rows = Array.from({ length: 400 }, () => writer.row(template(writer.words(5).join(' ')), 'good'));
    expect(find(rows).rules.filter((rule) => rule !== null)).toEqual([]);
  });

  test('a chain of small changes does not join its ends', () => {
    const writer = new RowWriter(8);
    const words = writer.words(60).filter((word) => !/\d|^[A-Z]|^not$/.test(word));
    const chain = [words];
    for (let link = 1; link < 12; link += 1)
      chain.push(chain[link - 1]!.map((word, at) => (at % 12 === link ? `changed${link}x${at}` : word)));
    const { found, sketches } = find(chain.map((link) => writer.row(link.join(' '), 'repair')));
    const comparison = new RowComparison(sketches, findCommonPhrases(sketches));
    found.near.forEach((kept, row) => {
      if (kept === -1) return;
      expect(found.near[kept]).toBe(-1);
      expect(comparison.isSame(row, kept, 'row')).toBe(true);
    });
    expect(found.near.filter((kept) => kept === -1).length).toBeGreaterThan(1);
  });

  test('are only told, or not looked for, by policy', () => {
    const writer = new RowWriter(9);
    const rows = [writer.row(long, answer), writer.row(long.replace('own ', ''), answer)];
    const flagged = find(rows, { near: { action: 'flag' } });
    expect(flagged.rules).toEqual([null, null]);
    expect(flagged.findings[1]![0]).toMatchObject({ rule: 'near-duplicate', action: 'flag', severity: 'warning', line: 2 });
    expect(find(rows, { near: { action: 'off' } }).findings.flat()).toEqual([]);
  });
});

describe('recall on rows with 1 to 10 % of their words edited', () => {
  test.each([[[80, 120]], [[20, 40]]] as [readonly [number, number]][])(
    'of %j words, by the 5-gram Jaccard similarity, without a false merge',
    (words) => {
      const { rows, pairs } = editedRows({ seed: 11, rows: 3000, copies: 1000, words });
      const { found, sketches } = find(rows);
      const comparison = new RowComparison(sketches, findCommonPhrases(sketches));
      const bins = { high: [0, 0], middle: [0, 0], low: [0, 0], all: [0, 0] };
      for (const { first, second } of pairs) {
        const jaccard = comparison.jaccard(first, second, 'row');
        const hit = found.near[second] === first || found.exact[second] === first ? 1 : 0;
        for (const bin of [bins[jaccard >= 0.8 ? 'high' : jaccard >= 0.5 ? 'middle' : 'low'], bins.all]) {
          bin[0]! += hit;
          bin[1]! += 1;
        }
      }
      const recall = Object.fromEntries(Object.entries(bins).map(([name, [hits, count]]) => [name, hits! / count!]));
      expect(recall['high']!).toBeGreaterThanOrEqual(0.99);
      expect(recall['middle']!).toBeGreaterThanOrEqual(0.95);
      expect(recall['low']!).toBeGreaterThanOrEqual(0.6);
      expect(recall['all']!).toBeGreaterThanOrEqual(0.9);
      const sources = new Map(pairs.map(({ first, second }) => [second, first]));
      expect([...found.near.entries()].filter(([row, kept]) => kept !== -1 && sources.get(row) !== kept)).toEqual([]);
    },
  );
});
