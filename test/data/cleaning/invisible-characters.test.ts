import { describe, expect, test } from 'vitest';
import { cleanField } from '../../../src/data/cleaning/clean-field.ts';

/** Visible names for invisible characters, for the titles of tests. */
const spell = (text: string) =>
  JSON.stringify(text).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

describe('invisible characters that carry meaning', () => {
  test.each([
    ['a family', '👩‍👩‍👧‍👦'],
    ['a profession with a colour of skin', '👩🏽‍💻'],
    ['a rainbow flag', '🏳️‍🌈'],
    ['a heart as emoji and as text', '❤️ ❤︎'],
    ['a keycap', '1️⃣ #️⃣'],
    ['an eye in a bubble', '👁️‍🗨️'],
    ['the flag of Scotland', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
    ['two such flags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    ['Persian', 'می‌خواهم کتاب‌ها'],
    ['Persian abbreviations', 'ه‍ ق'],
    ['Hindi half forms', 'क्‍ष'],
    ['Hindi without a ligature', 'क्‌ष'],
    ['Bengali', 'র‍্য'],
    ['Malayalam', 'ന്‍'],
    ['Sinhala', 'ශ්‍රී'],
    ['Mongolian', 'ᠬᠡᠯᠡ ᠮᠣᠩᠭ᠋ᠣᠯ'],
    ['a variant of an ideograph', '葛󠄀'],
    ['a variant of a sign', '∩︀'],
    ['Arabic number signs', '؀١٢ ۝'],
  ])('stay: %s', (_, text) => {
    expect(spell(cleanField(text).text)).toBe(spell(text.normalize('NFC')));
  });
});

describe('invisible characters that carry none', () => {
  test.each([
    ['zero-width spaces in a word', 'pass\u200bword', 'password', 'invisible', 1],
    ['joiners between Latin letters', 'a\u200db\u200cc', 'abc', 'invisible', 2],
    ['a joiner behind an emoji', '👍\u200d', '👍', 'invisible', 1],
    ['doubled joiners in an emoji', '👩\u200d\u200d💻', '👩‍💻', 'invisible', 1],
    ['a joiner at the start', '\u200cمی', 'می', 'invisible', 1],
    ['a variation selector behind a letter', 'a\ufe0fb\ufe00', 'ab', 'invisible', 2],
    ['a number with an emoji form, but no keycap', '1\ufe0f', '1', 'invisible', 1],
    ['bytes hidden in variation selectors', '😀\u{e0154}\u{e0155}\u{e0156}', '😀', 'invisible', 3],
    ['letters hidden as tags', 'Hi\u{e0068}\u{e0069}', 'Hi', 'invisible', 2],
    ['a flag that is not ended', '🏴\u{e0067}\u{e0062} x', '🏴 x', 'invisible', 2],
    ['tags behind a whole flag', '🏴\u{e0067}\u{e0062}\u{e007f}\u{e0068}\u{e007f}', '🏴\u{e0067}\u{e0062}\u{e007f}', 'invisible', 2],
    ['overrides of direction', 'admin\u202etxt.exe\u202c', 'admintxt.exe', 'direction', 2],
    ['isolates and marks of direction', '\u2066a\u2069 \u200fb\u200e', 'a b', 'direction', 4],
    ['word joiners and invisible operators', 'a\u2060b\u2062c', 'abc', 'invisible', 2],
    ['a byte order mark within', 'a\ufeffb', 'ab', 'invisible', 1],
    ['soft hyphens', 'Miet\u00adver\u00adtrag', 'Mietvertrag', 'invisible', 2],
    ['a Mongolian vowel separator in Latin', 'a\u180eb', 'ab', 'invisible', 1],
  ])('go and are counted: %s', (_, text, cleaned, kind, count) => {
    const result = cleanField(text);
    expect(spell(result.text)).toBe(spell(cleaned));
    expect(result.changes).toEqual([{ rule: 'control-characters', kind, count }]);
  });

  test('a letter and its accent that one of them parts are composed', () => {
    expect(cleanField('cafe\u200b\u0301').text).toBe('café');
    expect(cleanField('a\u034f').text).toBe('a');
  });

  test('endless accents stay as they are, since bringing them to one form takes time with the square', () => {
    const zalgo = `a${'\u0301\u0327'.repeat(100_000)}`;
    expect(cleanField(zalgo)).toEqual({ text: zalgo, changes: [], markupLeft: 0 });
    const few = `a${'\u0301\u0327'.repeat(20)}`;
    expect(cleanField(few).text).toBe(few.normalize('NFC'));
  });
});
