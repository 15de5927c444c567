import { describe, expect, test } from 'vitest';
import { gibberishIn } from '../../../src/data/validation/gibberish.ts';
import { checkLanguage, languageOf } from '../../../src/data/validation/language.ts';
import { loadLanguageDetector } from '../../../src/data/validation/language-detector.ts';
import { repetitionIn } from '../../../src/data/validation/repetition.ts';
import { cleanTexts, prose } from './clean-texts.ts';
import { pair } from './make-row.ts';

const detect = await loadLanguageDetector();

describe('repetition', () => {
  // The texts of datatrove's own tests (tests/pipeline/test_filters.py) and the filters that refuse them.
  test.each([
    ['I am your father.\n'.repeat(4), 'dup_line_frac'],
    ['I am Frank, I am Frank, I am Frank', 'top_2_gram'],
    ['# comment '.repeat(20), 'too_many_hashes'],
  ])('%j is refused as datatrove does', (text, expected) => {
    expect(repetitionIn(text)).toBe(expected);
  });

  test('repeated paragraphs and repeated long phrases are found', () => {
    const paragraph = 'The tenant pays the rent on the first day of each month.';
    expect(repetitionIn([paragraph, 'Something else.', paragraph, paragraph].join('\n\n'))).toBe('dup_para_frac');
    const clause = 'the parties agree that neither of them shall disclose any confidential information to third persons without consent';
    expect(repetitionIn(Array.from({ length: 4 }, (_, index) => `${clause} in case ${index}`).join(', and '))).not.toBeNull();
  });

  test('a generator that got stuck is found in languages without spaces too', () => {
    expect(repetitionIn('租金应当按月支付。'.repeat(12))).not.toBeNull();
    expect(repetitionIn('ha ha ha ha ha ha ha ha ha ha ha ha')).not.toBeNull();
  });

  test.each(cleanTexts)('%s is none', (_, text) => {
    expect(repetitionIn(text)).toBeNull();
  });
});

describe('gibberish', () => {
  test.each([
    'asdkj qwelkj zxmnc qpwoe lkasd mnzxcv qweroiu asdlkfj',
    'xkcd qzvt wprl mnbq sdfg hjkl zxcv qwrt plmk',
    'Gzrpq vhwtk lmxjd fqwns bkvzt crhgp yqjxl dmwvf',
    `so ${'a'.repeat(60)}`,
    '|:!;*&; =!@^;*#% #*:: :=%??^= !?=~ &@~: @^&?@& ^+: :$=;| *~%#&! ?^@:',
    'jwepog qhzlta mxkrbuv fpdyw ozcnjt glkhve sruqbd xtmai wfjpz kvyoch',
    `The \ufffd\ufffd\ufffd\ufffd is \ufffd\ufffd\ufffd`,
  ])('%s is found', (text) => {
    expect(gibberishIn(text, detect)).not.toBeNull();
  });

  test.each([
    ['a ruler', '=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-=-='],
    ['a table', '| - | - | + |\n|---|:-:|--:|\n| * | # | % |\n| ? | ! | ~ |\n| @ | & | $ |'],
    ['Brainfuck', '++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.'],
    ['a drawing', '  /\\_/\\\n ( o.o )\n  > ^ <\n   |||   \\__/  ~~~ #### ++ == ::: ;;; !!! ???'],
    ['emoticons', ':-) ;-) :-( :-) ;-) :-( :-) ;-) :-( :-) ;-) :-( :-) ;-) :-('],
    ['an oath', '@#$%&! *&^%!'],
    ['a formula', '(a+b)^2 = a^2 + 2*a*b + b^2; |x| < 1 => x^n -> 0; {x : x >= 0} != {}; ~p & q | !r <=> s'],
    ['JSFuck', '[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]+(![]+[])[!+[]+!+[]]+(!![]+[])[+[]]'],
  ])('%s is none', (_, text) => {
    expect(gibberishIn(text, detect)).toBeNull();
  });

  test.each([...cleanTexts, ...prose])('%s is none', (_, text) => {
    expect(gibberishIn(text, detect)).toBeNull();
  });
});

describe('language', () => {
  test.each(prose)('%s is told rightly or not at all', (language, text) => {
    expect([language, null]).toContain(languageOf(text, detect));
  });

  test('an answer of another language is flagged, whatever is expected', () => {
    const texts = new Map(prose.filter(([language]) => ['en', 'fr', 'de', 'es', 'ru', 'zh', 'ar'].includes(language)));
    for (const [expected] of texts)
      for (const [language, text] of texts)
        expect([expected, language, checkLanguage(pair('q', text), [expected], detect).length]).toEqual([
          expected,
          language,
          expected === language ? 0 : 1,
        ]);
  });

  test('short answers, code and JSON are undecided', () => {
    for (const text of [
      'Bonjour à tous',
      '{"titre": "Le contrat de bail est résilié de plein droit"}',
      'const réponse = (x) => { return [x].map((y) => y + 1); };',
    ])
      expect(checkLanguage(pair('q', text), ['en'], detect)).toEqual([]);
  });

  test.each(cleanTexts)('%s is never flagged in an English dataset', (_, text) => {
    expect(checkLanguage(pair('q', text), ['en'], detect)).toEqual([]);
  });
});

test('a megabyte of anything is judged in a moment', () => {
  const hostile = ['a', 'ab ', '\n', '- \n', '# ', 'x y z\n\n', '[', '{{', '🙂', 'é', '合', '\u0301'].map((unit) =>
    unit.repeat(2 ** 20 / unit.length),
  );
  const start = process.cpuUsage().user;
  for (const text of hostile) {
    repetitionIn(text);
    gibberishIn(text, detect);
    checkLanguage(pair('q', text), ['en'], detect);
  }
  expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(10);
});
