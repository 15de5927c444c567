import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanField } from '../../../src/data/cleaning/clean-field.ts';
import { cleanRow } from '../../../src/data/cleaning/clean-row.ts';
import { countGarbled } from '../../../src/data/cleaning/garbled-words.ts';
import { repairMojibake } from '../../../src/data/cleaning/repair-mojibake.ts';

const windows1252 = new TextDecoder('windows-1252');
const garble = (text: string, by: 'latin1' | 'windows-1252') => {
  const bytes = Buffer.from(text, 'utf8');
  return by === 'latin1' ? bytes.toString('latin1') : windows1252.decode(bytes);
};

/** Sentences whose garbled form is beyond doubt. */
const sentences = [
  'Das Mietverhältnis endet am 30. Juni, größere Schäden trägt der Mieter.',
  'Le preneur a déjà réglé l’intégralité des loyers à échoir.',
  'La cláusula décima será nula según el código civil.',
  'O inquilino não poderá sublocar o imóvel sem autorização.',
  'Najemca zobowiązuje się do zapłaty czynszu w terminie.',
  'Pronájem končí uplynutím výpovědní lhůty.',
  'Kiracı, kira bedelini her ayın beşinci günü ödeyecektir.',
  'Арендатор обязуется платить вовремя.',
  'Ο μισθωτής οφείλει το μίσθωμα.',
  'השוכר ישלם את דמי השכירות.',
  'يلتزم المستأجر بدفع الإيجار.',
  'किरायेदार समय पर किराया देगा।',
  'ผู้เช่าต้องชำระค่าเช่า',
  '賃借人は賃料を支払う。',
  '임차인은 임대료를 지급한다.',
  'The fee is €5 – “net” – and the tenant’s temperature 20 °C ± 5 µm ½',
  'Paid 👍 by the tenant 🇩🇪',
  'Việc thuê nhà kết thúc.',
];

describe('repairing mojibake', () => {
  test.each(sentences)('brings %j back from UTF-8 read as Latin-1 or windows-1252, once and twice', (sentence) => {
    for (const by of ['latin1', 'windows-1252'] as const) {
      const once = garble(sentence, by);
      expect(repairMojibake(once).text).toBe(sentence);
      expect(repairMojibake(garble(once, by)).text).toBe(sentence);
      expect(cleanField(`\ufeff${once}\r\n`).text).toBe(sentence);
    }
  });

  test('counts what it repairs, and gives it as a change', () => {
    expect(repairMojibake('dÃ©jÃ\u00a0 vu â€“ 5â‚¬')).toEqual({ text: 'déjà vu – 5€', count: 4 });
    expect(cleanField('30Â°C').changes).toEqual([{ rule: 'mojibake', kind: 'mojibake', count: 1 }]);
  });

  test.each([
    'Ã©',
    'cafÃ©',
    'Ã‰cole',
    'GARÃ‡ON',
    'ESPAÃ‘A',
    'SÃ£o Paulo',
    'CÃ³digo',
    'MÃ¶bel',
    '30Â°C',
    '12Â\u00a0%',
    'MicrosoftÂ®',
    'MICROSOFTÂ®',
    'donâ€™t',
    '5 Î¼g',
    'â‚¬ 5',
  ])('takes %j for garbled', (text) => {
    expect(repairMojibake(text).text).toBe(Buffer.from(windows1252Bytes(text)).toString('utf8'));
  });

  test.each(
    [
      [
        'MANHÃ…',
        'MANHÃ\u00a0E TARDE',
        'SÃO PAULO',
        'A IRMÃ™',
        'LÃ® E SEDA',
        'CAFÉ™',
        'CAFÉ…',
        'il est allé…”',
        'MENÜ–Karte',
        'MENÜ…',
        'Spaß…',
        'Spaß™',
        'É’s',
      ],
      [
        '12 Å²',
        '5 Å±0.1',
        'Ø½ inch pipe',
        'Ø¾" pipe',
        '2×½',
        '10×³',
        'SØ…',
        'HÄ…',
        'TRÊS° ANDAR',
        'ESPAÑ…',
        'à\u00a0»',
        'À…',
        'LUNEDÌ…',
        'PERÙ®',
        'Å–Ö',
      ],
      ['Ãngelo', 'Â', 'Ã', 'ã', 'façade', 'naïve', 'Ærø', 'Þórr', 'Nguyễn Â', 'İstanbul', 'Ðorđe', 'Ÿ', 'œuvre', 'Il a payé 5 € « net »'],
      ["replace('Ã©', 'é')", '{"Ã©": "é"}', 'Ã© becomes é', 'the bytes C3 A9', 'a ≤ b', '北京Ã©', '\\u00c3\\u00a9'],
    ].flat(),
  )('leaves %j, which someone may have written', (text) => {
    expect(repairMojibake(text)).toEqual({ text, count: 0 });
  });

  test.each(sentences)('leaves %j, which is sound, and its letters in capitals', (sentence) => {
    for (const text of [sentence, sentence.toUpperCase(), sentence.normalize('NFD')])
      expect(repairMojibake(text)).toEqual({ text, count: 0 });
  });

  test('leaves any text that holds one letter that no byte was read as', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('ł', 'я', '漢', '“é'), (text, letter) => {
        expect(repairMojibake(text + letter).text).toBe(text + letter);
      }),
    );
  });

  test.each([
    ['Öztürk met him in the cafÃ© of the SchÃ¤den', 2],
    ['Łódź, â€œas isâ€\u009d', 1],
    ['Łódź, 30Â°', 1],
    ['Łódź, Ð¼Ð¸Ñ€', 1],
  ])('tells of the garbled words of %j, which is sound elsewhere, and leaves them', (text, count) => {
    expect(cleanField(text).changes.map(({ kind }) => kind)).not.toContain('mojibake');
    expect(cleanRow({ messages: [{ role: 'user', content: text }] }, { file: 'a', line: 1 }).findings.at(-1)).toMatchObject({
      rule: 'mojibake',
      action: 'flag',
      count,
    });
  });

  test.each(['MANHÃ… em Łódź', 'Ã© becomes é', 'Nguyễn Â', 'CÂU ÐẠI', "replace('Ã©', 'é')"])('tells nothing of %j', (text) => {
    expect(countGarbled(text)).toBe(0);
  });

  test.each([
    ['don\u0092t \u0096 \u0093so\u0094 \u0085', 'don’t – “so” …', 5],
    ['It\u0092s \u00801', 'It’s €1', 2],
  ])('reads %j, windows-1252 taken for Latin-1, as %j', (text, repaired, count) => {
    expect(cleanField(text)).toMatchObject({ text: repaired, changes: [{ rule: 'mojibake', kind: 'mojibake', count }] });
  });

  test.each([
    ['a\u0085b', 'a\nb'],
    ['x \u0093 y', 'x  y'],
    ['don\u0092t \u0081', 'dont'],
  ])('takes the control characters of %j for what they are', (text, cleaned) => {
    expect(cleanField(text).text).toBe(cleaned);
  });
});

/** Bytes of a text in windows-1252, by asking the decoder for each byte. */
function windows1252Bytes(text: string): number[] {
  const table = new Map(Array.from({ length: 256 }, (_, byte) => [windows1252.decode(Uint8Array.of(byte)), byte]));
  return Array.from(text, (character) => table.get(character)!);
}
