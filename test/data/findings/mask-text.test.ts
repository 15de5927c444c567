import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { letterShapes, longestExcerpt, maskedExcerpt, maskedText } from '../../../src/data/findings/mask-text.ts';

describe('letter shapes', () => {
  test('show what kind of value stood there, and nothing of it', () => {
    expect(letterShapes('Ada.Løve+1@mail.example')).toBe('xxx.xxxx+9@xxxx.xxxxxxx');
    expect(letterShapes('+44 (20) 7123-4567')).toBe('+99 (99) 9999-9999');
    expect(letterShapes('пароль 密码 ٣')).toBe('xxxxxx xx 9');
  });

  test('hide symbols, which are letters of passwords', () => {
    expect(letterShapes('p$ss*!#w0rd')).toBe('x•xx•••x9xx');
    expect(letterShapes('.-._ @@')).toBe('•••• ••');
    expect(letterShapes('🔑🔑')).toBe('••');
  });
});

describe('a masked text', () => {
  test('shows everything but its spans', () => {
    expect(maskedText('mail ada@example.com now', [{ start: 5, end: 20 }])).toBe('mail xxx@xxxxxxx.xxx now');
  });

  test('takes spans that overlap, touch, lie in any order or reach beyond the text', () => {
    const spans = [
      { start: 6, end: 99 },
      { start: 0, end: 2 },
      { start: 1, end: 3 },
      { start: 3, end: 3 },
      { start: 50, end: 60 },
      { start: -4, end: 1 },
    ];
    expect(maskedText('abcdefghi', spans)).toBe('xxxdefxxx');
  });

  test('holds no letter or digit of a span, wherever the spans lie', () => {
    const spans = fc.array(fc.record({ start: fc.nat(40), end: fc.nat(40) }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.stringMatching(/^[a-w0-8]{40}$/), spans, (text, found) => {
        const masked = maskedText(text, found);
        for (let place = 0; place < text.length; place += 1) {
          const isHidden = found.some(({ start, end }) => start <= place && place < end);
          expect(masked[place]).toBe(isHidden ? letterShapes(text[place]!) : text[place]);
        }
      }),
    );
  });
});

describe('an excerpt', () => {
  test('of a text that nobody looked through shows letter shapes alone', () => {
    expect(maskedExcerpt({ text: '{"input": "Pay 4012888888881881"', spans: null }, false)).toBe('{"xxxxx": "xxx 9999999999999999"');
  });

  test('of a secret row shows letter shapes alone, also where only a part of the text is a span', () => {
    expect(maskedExcerpt({ text: 'key sk-12 of Ada', spans: [{ start: 4, end: 9 }] }, true)).toBe('xxx xx-99 xx xxx');
  });

  test('of a long text is cut around the finding, with what is cut marked', () => {
    const text = `${'a '.repeat(2000)}HERE ${'b '.repeat(2000)}`;
    const excerpt = maskedExcerpt({ text, spans: [], start: 4000 }, false);
    expect(excerpt).toMatch(/^…[a ]+HERE [b ]+…$/);
    expect(excerpt).toHaveLength(longestExcerpt);
    expect(maskedExcerpt({ text, spans: [], start: text.length - 1 }, false)).toMatch(/^…[b ]+$/);
  });

  test('masks the part of a span that its edge leaves', () => {
    const text = `${'7'.repeat(500)} end`;
    expect(maskedExcerpt({ text, spans: [{ start: 0, end: 500 }], start: 300 }, false)).toMatch(/^…9+…$/);
  });

  test('stands on one line and cannot steer a terminal or turn the direction of writing', () => {
    expect(maskedExcerpt({ text: 'a\tb\r\nc\u001b[31m\u202Ed\u2028e\ud800', spans: [] }, false)).toBe('a b  c·[31m·d·e·');
  });

  test('is never longer than its limit and never cuts a character in two', () => {
    const text = fc.string({ unit: fc.constantFrom('x', '🔑', '\n', 'é', '𐐷'), minLength: 150, maxLength: 600 });
    fc.assert(
      fc.property(text, fc.nat(700), fc.nat(700), (text, start, end) => {
        const excerpt = maskedExcerpt({ text, spans: [{ start: end, end: end + 9 }], start }, false);
        expect(excerpt.length).toBeLessThanOrEqual(longestExcerpt);
        expect(excerpt.isWellFormed()).toBe(true);
      }),
    );
  });
});
