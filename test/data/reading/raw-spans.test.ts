import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../src/data/clean-text.ts';
import { rawSpans } from '../../../src/data/reading/raw-spans.ts';

const iban = 'DE89370400440532013000';
const email = 'ann.bell@example.com';

/** What stands in the raw text at the places told for each occurrence of the value in its cleaned form. */
function slices(raw: string, value: string, cleaned = cleanText(raw)): (string | null)[] {
  const spans: { start: number; end: number }[] = [];
  for (let at = cleaned.indexOf(value); at !== -1; at = cleaned.indexOf(value, at + value.length))
    spans.push({ start: at, end: at + value.length });
  expect(spans.length).toBeGreaterThan(0);
  return rawSpans(raw, cleaned, spans).map((place) => place && raw.slice(place.start, place.end));
}

describe('what stands unchanged is placed exactly', () => {
  test.each<[string, string]>([
    ['blanks at the ends', `\n \t${email} and so on  `],
    ['line ends and controls', `a\r\nb\r\n\u0007c \u200bd ${email}\r\n`],
    ['composed letters', `cafe\u0301 re\u0301sume\u0301 ${email}`],
    ['mojibake', `JosÃ© GarcÃ\u00ada schrieb fÃ¼r â‚¬ 5 an ${email}.`],
    ['tags, with the value in one of them too', `<p>Mail <a href="mailto:${email}">${email}</a></p><br>`],
    ['scripts', `<script>var mail = "x${'y'.repeat(5000)}";</script><p>To ${email}</p>`],
    ['character references', `&lt;b&gt; &amp; &eacute;&nbsp;&quot;${email}&quot;`],
    ['Chinese and emoji', `\ufeff你好\u200b，😀\r\n${email} 谢谢`],
  ])('behind %s', (_, raw) => {
    const cleaned = cleanText(raw);
    expect(cleaned).not.toBe(raw);
    const at = cleaned.indexOf(email);
    const start = raw.lastIndexOf(email);
    expect(rawSpans(raw, cleaned, [{ start: at, end: at + email.length }])).toEqual([{ start, end: start + email.length }]);
  });

  test('a text that was not changed keeps its places', () => {
    const spans = [{ start: 1, end: 3 }, { start: 5, end: 9 }]; // prettier-ignore
    expect(rawSpans('abcdefghi', 'abcdefghi', spans)).toEqual(spans);
  });

  test('each of several equal values has its own place', () => {
    const raw = `\u200b${email}\r\n${email}\r\n<b>${email}</b>`;
    const found = rawSpans(
      raw,
      `${email}\n${email}\n${email}`,
      [0, 21, 42].map((start) => ({ start, end: start + 20 })),
    );
    expect(found.map((place) => place?.start)).toEqual([1, 23, 48]);
  });
});

test('a value that the raw text holds in another place too is placed by what stands around it', () => {
  const raw = `<a href="mailto:${email}">here</a>\u200b or &lt;<i>${email}</i>&gt;, JosÃ© said`;
  const cleaned = cleanText(raw);
  const start = cleaned.indexOf(email);
  expect(rawSpans(raw, cleaned, [{ start, end: start + email.length }])[0]?.start).toBe(raw.lastIndexOf(email));
});

describe('what cleaning changed inside is placed around all of it', () => {
  test.each<[string, string, string]>([
    ['invisible characters', 'DE89\u200b3704\u200b00440532013000', iban],
    ['references', 'ann.bell&#64;example.com', email],
    ['tags', '<b>ann.bell</b>@<i>example</i>.com', email],
    ['letters that were composed', 'Jose\u0301 Garci\u0301a', 'José García'],
    ['letters of a wrong encoding', 'JosÃ© GarcÃ\u00ada', 'José García'],
  ])('%s', (_, written, value) => {
    const [slice] = slices(`Ã¼ber <p>alles</p>\r\n an ${written}, heute`, value);
    expect(cleanText(slice ?? '')).toBe(value);
  });

  test('a value that the raw text does not hold has no place', () => {
    expect(slices('wholly another text', email, `write to ${email}`)).toEqual([null]);
    expect(slices(`${email}, ${email}`, email, `${'q '.repeat(900)}${email}`)).toEqual([null]);
  });
});

const noise = fc.constantFrom(
  ...'word |Wort, |cafe\u0301 |é|Ã© fÃ¼r | – “a” |<b>|</b>|<p>|<br/>|</p>|&amp;|&nbsp;|&lt;i&gt;|<a href="mailto:x@y.org">|</a>|привет '.split(
    '|',
  ),
  ...'\r\n|\n\n|\u200b|\ufeff|\u0007|\u00ad|你好|😀|  |\t|. |a|`x`'.split('|'),
);
/** Forms in which a value may be written, all cleaned to it. */
const disguise = fc.constantFrom(
  (value: string) => value,
  (value: string) => value.replace('@', '&#64;'),
  (value: string) => value.replace('0', '\u200b0'),
  (value: string) => value.replaceAll('.', '\u00ad.'),
);
const planted = fc.tuple(fc.constantFrom('.bell@example.com', 'DE893704004405320130'), disguise);
type Piece = string | [string, (value: string) => string];

test('whatever stands around and in them, planted values are found exactly where they were written', () => {
  let placed = 0;
  let all = 0;
  fc.assert(
    fc.property(
      fc.array(fc.oneof<fc.WeightedArbitrary<Piece>[]>({ weight: 4, arbitrary: noise }, { weight: 1, arbitrary: planted }), {
        maxLength: 60,
      }),
      (pieces) => {
        let raw = '';
        const written = new Map<string, { start: number; end: number }[]>();
        for (const [index, piece] of pieces.entries()) {
          if (typeof piece === 'string') raw += piece;
          else {
            const [value, write] = piece;
            const own = value.startsWith('.') ? `user0${index % 5}${value}` : `${value}${(index % 5) + 10}`;
            const place = { start: raw.length + 1, end: raw.length + 1 + write(own).length };
            raw += ` ${write(own)} `;
            written.set(own, [...(written.get(own) ?? []), place]);
          }
        }
        const cleaned = cleanText(raw);
        const known = [...written].filter(([value, places]) => cleaned.split(value).length === places.length + 1);
        const found = known.flatMap(([value, places]) => {
          const starts = [...cleaned.matchAll(new RegExp(value.replaceAll('.', '\\.'), 'g'))].map(({ index }) => index);
          return places.map((place, index) => [{ start: starts[index]!, end: starts[index]! + value.length }, place] as const);
        });
        const spans = found.map(([span]) => span);
        for (const [index, place] of rawSpans(raw, cleaned, spans).entries()) {
          all += 1;
          if (place === null) continue;
          placed += 1;
          expect(place).toEqual(found[index]![1]);
        }
      },
    ),
    { numRuns: 1500, seed: 11 },
  );
  expect(all).toBeGreaterThan(1000);
  expect(placed / all).toBeGreaterThan(0.99);
});

test('places are within the raw text for any two texts, and a slice that stands in both once is found there', () => {
  const wrong: object[] = [];
  let unique = 0;
  const text = fc.array(noise, { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, text, fc.nat(), fc.integer({ min: 1, max: 30 }), (raw, cleaned, from, length) => {
      if (cleaned === '') return;
      const span = { start: from % cleaned.length, end: Math.min(cleaned.length, (from % cleaned.length) + length) };
      const value = cleaned.slice(span.start, span.end);
      const [place] = rawSpans(raw, cleaned, [span]);
      const start = raw.indexOf(value);
      const once = start !== -1 && start === raw.lastIndexOf(value) && cleaned.indexOf(value) === cleaned.lastIndexOf(value);
      if (once) unique += 1;
      if (once && (place?.start !== start || place.end !== start + value.length)) wrong.push({ raw, cleaned, span, place });
      if (place && !(place.start >= 0 && place.start < place.end && place.end <= raw.length)) wrong.push({ raw, cleaned, span, place });
    }),
    { numRuns: 1000, seed: 12 },
  );
  expect(wrong).toEqual([]);
  expect(unique).toBeGreaterThan(25);
});

test.each<[string, string, string]>([
  ['texts that have nothing in common', 'a'.repeat(1e6), 'b'.repeat(1e6)],
  ['texts that nearly agree everywhere', 'aaaaab'.repeat(17e4), 'aaaaac'.repeat(17e4)],
  ['tags without end', '<b '.repeat(33e4), 'x'.repeat(1e6)],
  ['tags', '<b></b>'.repeat(14e4), 'q'.repeat(1e5)],
  ['ampersands', '&amp;'.repeat(2e5), '&'.repeat(2e5)],
  ['letters of a wrong encoding', 'Ã©'.repeat(5e5), 'é'.repeat(5e5)],
  ['invisible characters', 'a\u200b'.repeat(5e5), 'a'.repeat(5e5)],
  ['line ends', 'a@b.co\r\n'.repeat(125e3), 'a@b.co\n'.repeat(125e3)],
])('a megabyte of %s takes linear time', { timeout: 20_000 }, (_, raw, cleaned) => {
  const spans = Array.from({ length: 2000 }, (__, index) => ({ start: index * 49, end: index * 49 + 20 + (index % 7) }));
  expect(rawSpans(raw, cleaned, spans)).toHaveLength(2000);
});
