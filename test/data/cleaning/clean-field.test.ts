import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanField, type CleaningOptions } from '../../../src/data/cleaning/clean-field.ts';

/** What hostile and real text is made of; drawn in any order, so that each rule meets the leftovers of the others. */
const pieces = [
  [
    'a',
    'é',
    'e\u0301',
    'e\u0323\u0302',
    '\u0301',
    '\u212b',
    '\u0958',
    'क',
    '्',
    'ष',
    '\u1112\u1161\u11ab',
    '한',
    'ﬁ',
    'ß',
    'İ',
    'Ω',
    '\u2126',
  ],
  [
    '\u0344',
    '\u0f73',
    '\u{1d15e}',
    '\ufb2c',
    '\u0cca',
    '\u0340',
    'ا',
    'ب',
    '\u0653',
    '漢',
    '\ufa10',
    '👩',
    '💻',
    '🏴',
    '🇩',
    '❤',
    '1',
    '#',
    '\u20e3',
  ],
  [
    '\u200b',
    '\u200c',
    '\u200d',
    '\ufeff',
    '\ufe0f',
    '\ufe00',
    '\u{e0100}',
    '\u{e0067}',
    '\u{e007f}',
    '\u00ad',
    '\u034f',
    '\u202e',
    '\u2066',
    '\u180b',
  ],
  [
    '\0',
    '\u0007',
    '\u001b',
    '\u0085',
    '\u0092',
    '\u0093',
    '\u0081',
    '\u009f',
    '\u2028',
    '\r',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '\u00a0',
    '\ud800',
    '\udc00',
  ],
  ['Ã', '©', 'Â', 'â', '€', '™', '\u0080', '\u0099', 'Ð', 'Ñ', '°', '²', 'É', '…', 'ð', 'Ÿ', '˜', 'ƒ', 'Ã©', 'Ã\u0083Â©', 'â€™', 'ï»¿'],
  [
    '<',
    '>',
    '<p>',
    '</p>',
    '<b>',
    '</b>',
    '<br>',
    '<br/>',
    '<td>',
    '<script>',
    '</script>',
    '<!--',
    '-->',
    '<a href="x">',
    '</a>',
    '<pre>',
    '</pre>',
  ],
  [
    '<x>',
    '<!doctype html>',
    '"',
    "'",
    '=',
    '&',
    ';',
    '&amp;',
    '&lt;',
    '&gt;',
    'lt',
    'amp',
    'p',
    '&#60;',
    '&#x200b;',
    '&#96;',
    '&nbsp;',
    '&shy;',
    '&eacute;',
  ],
  ['`', '``', '```', '\n```\n', '~~~', 'HTML', '/', 'word ', '. '],
].flat();
const anyText = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((list) => list.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const garbled = anyText.map((text) => Buffer.from(text, 'utf8').toString('latin1'));
const options: fc.Arbitrary<CleaningOptions> = fc.record(
  { markup: fc.constantFrom('strip', 'keep', 'flag'), mojibake: fc.constantFrom('repair', 'keep') },
  { requiredKeys: [] },
);

describe('cleaning a field', () => {
  test('twice changes nothing, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: anyText }, garbled), options, (text, chosen) => {
        const once = cleanField(text, chosen);
        expect(cleanField(once.text, chosen)).toEqual({ ...once, changes: [] });
      }),
      { numRuns: 6000 },
    );
  });

  test('tells of changes exactly when it changes something', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: cleaned, changes } = cleanField(text);
        expect(changes.length > 0).toBe(cleaned !== text);
        expect(changes.every(({ count }) => count >= 1)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('leaves NFC, trimmed text without control characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: cleaned } = cleanField(text);
        expect(cleaned).toBe(cleaned.normalize('NFC').trim());
        // oxlint-disable-next-line no-control-regex -- these are what is looked for
        expect(cleaned).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u2028-\u202e\u2066-\u2069\u200b\ufeff]/);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    [
      '\ufeff  text \n',
      'text',
      [
        { rule: 'control-characters', kind: 'byte-order-mark', count: 1 },
        { rule: 'whitespace', kind: 'edge', count: 4 },
      ],
    ],
    ['a\r\nb\rc\u2028d', 'a\nb\nc\nd', [{ rule: 'whitespace', kind: 'line-end', count: 3 }]],
    ['e\u0301te\u0301', 'été', [{ rule: 'unicode', kind: 'unicode-form', count: 2 }]],
    ['\u1112\u1161\u11ab\u1100\u1173\u11af', '한글', [{ rule: 'unicode', kind: 'unicode-form', count: 2 }]],
    [
      'pay\u202e001\u202c \u200bEUR',
      'pay001 EUR',
      [
        { rule: 'control-characters', kind: 'invisible', count: 1 },
        { rule: 'control-characters', kind: 'direction', count: 2 },
      ],
    ],
    ['bell\u0007 and escape\u001b[31m', 'bell and escape[31m', [{ rule: 'control-characters', kind: 'control', count: 2 }]],
    ['dÃ©jÃ\u00a0 vu', 'déjà vu', [{ rule: 'mojibake', kind: 'mojibake', count: 2 }]],
    [
      '<p>a &amp; b</p>',
      'a & b',
      [
        { rule: 'markup', kind: 'tag', count: 2 },
        { rule: 'markup', kind: 'entity', count: 1 },
      ],
    ],
    ['ter\u00admi\u00adnation', 'termination', [{ rule: 'control-characters', kind: 'invisible', count: 2 }]],
  ])('makes %j %j and counts each change', (text, cleaned, changes) => {
    expect(cleanField(text)).toEqual({ text: cleaned, changes, markupLeft: 0 });
  });

  test.each([
    'if x:\n\treturn  1',
    '| a |  b |\n|---|----|',
    'for (int i = 0; i < n && j > m; i++) { Map<String, List<B>> m; }',
    'Ü 20 °C – „so“ … 北京 привет שלום สวัสดี',
    '',
  ])('gives %j back as it is', (text) => {
    expect(cleanField(text)).toEqual({ text, changes: [], markupLeft: 0 });
  });

  test('takes time linear in the text, however it is made', () => {
    const size = 250_000; // what grew with the square would take minutes
    const hostile = [
      '<',
      '<b ',
      '<a href="',
      '<!--',
      '<p>',
      '<br>',
      '</p>',
      '<b a=b ',
      '<b\u2028',
      '&',
      '&amp;',
      '&amp',
      '&#',
      '`',
      '` `` ',
      '```\n',
      '~~~\n',
      '\n\n`',
      'Ã',
      'Ã©',
      'Ã\u0083Â©',
      'é…',
      'â€™',
      '\u0092a',
      '\u200d',
      '👩\u200d',
      'क्\u200d',
      '\ufe0f',
      '🏴\u{e0067}',
      'a\u0301\u0327',
      '\u0301\u0327',
      '\u1112\u1161',
      '\r',
      '\u0085',
      '\ufeff',
      ' ',
      '\n',
      '\u00a0',
      '\ud800',
      '<script>',
      '<pre>\n',
      '<td> ',
      '{{',
      '<?xml ',
      'HTML ',
      '<b> tag',
    ];
    for (const unit of hostile) {
      const text = `<b>x</b>${unit.repeat(Math.ceil(size / unit.length))}<b>y</b>`;
      const start = process.cpuUsage();
      cleanField(text);
      const { user, system } = process.cpuUsage(start);
      expect({ unit, slow: (user + system) / 1e6 > 3 }).toEqual({ unit, slow: false });
    }
  });
});
