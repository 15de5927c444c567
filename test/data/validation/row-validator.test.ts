import { describe, expect, test } from 'vitest';
import { RowFinding } from '../../../src/contracts/row-finding.ts';
import { ValidationSpec } from '../../../src/contracts/validation-spec.ts';
import { ValidationCensus } from '../../../src/data/validation/census.ts';
import type { CheckedRow } from '../../../src/data/validation/checked-row.ts';
import { loadLanguageDetector } from '../../../src/data/validation/language-detector.ts';
import { FailingRows, keptTooFew } from '../../../src/data/validation/require-kept.ts';
import { rowJudge } from '../../../src/data/validation/row-validator.ts';
import { createOpenAiCounter } from '../../../src/tokens/openai-counter.ts';
import { prose } from './clean-texts.ts';
import { chat, pair } from './make-row.ts';

const detect = await loadLanguageDetector();
const counter = await createOpenAiCounter('o200k_base');

/** Both passes over rows. */
function validate(rows: CheckedRow[], spec: unknown = {}, rowTokens: number | null = null) {
  const parsed = ValidationSpec.parse(spec);
  const census = new ValidationCensus(parsed);
  for (const row of rows) census.add(row);
  const facts = census.decide('rows', 'auto', detect);
  const judge = rowJudge({ spec: parsed, facts, detect, counter, rowTokens, specialTokens: [] });
  const judged = rows.map((row) => judge(row));
  const findings = judged.flatMap((one) => one.findings);
  for (const finding of findings) RowFinding.parse(finding);
  return {
    facts,
    kept: judged.flatMap(({ row }) => row ?? []),
    findings,
    of: (line: number) => findings.filter((found) => found.line === line),
  };
}

const things = ['roof', 'garden', 'kitchen', 'garage', 'window', 'heating', 'cellar', 'fence', 'balcony', 'door'];
const question = (index: number) => `Who repairs the ${things[index % 10]} number ${index} of this house?`;
const answer = (index: number) =>
  `The ${index % 2 === 0 ? 'landlord' : 'tenant'} repairs the ${things[index % 10]} number ${index} before the end of the month, and pays what it costs.`;
const clean = (count: number) => Array.from({ length: count }, (_, index) => pair(question(index), answer(index), index + 1));

describe('text answers', () => {
  const rows = clean(200);
  const at = (row: CheckedRow) => ({ ...row, source: { file: 'rows.jsonl', line: rows.length + 1 } });
  const judged = (row: CheckedRow, spec: unknown = {}, tokens: number | null = null) =>
    validate([...rows, at(row)], spec, tokens).of(rows.length + 1);
  const french = prose.find(([language]) => language === 'fr')![1];

  test('of clean rows have no finding, and every row is kept as it is', () => {
    const { kept, findings, facts } = validate(rows);
    expect(findings).toEqual([]);
    expect(kept).toEqual(rows);
    expect(facts).toMatchObject({ answers: { answers: 'text' }, languages: ['en'] });
  });

  test.each<[string, string, CheckedRow]>([
    ['last-message-not-assistant', 'drop', chat([{ role: 'user', content: question(3) }])],
    ['empty', 'drop', pair(question(3), '')],
    ['invalid-role', 'flag', chat([{ role: 'user', content: 'Hello, I have a question.' }, ...pair(question(900), answer(900)).messages])],
    ['too-short', 'drop', pair(question(901), 'The tenant.')],
    ['too-long', 'drop', pair(`${question(902)} and `.repeat(200), answer(902))],
    ['answer-equals-prompt', 'drop', pair(answer(903), answer(903))],
    ['repetition', 'drop', pair(question(904), 'The tenant pays it. '.repeat(8))],
    ['gibberish', 'drop', pair(question(905), 'asdkj qwelkj zxmnc qpwoe lkasd mnzxcv qweroiu asdlkfj hgtrd bnvcx plkmn')],
    ['language', 'flag', pair(question(906), french)],
    ['template-marker', 'drop', pair(`Dear {{name}}, ${question(907)}`, answer(907))],
    ['template-marker', 'flag', pair(question(908), `${answer(908)} It is due on [Date].`)],
    ['special-token', 'drop', pair(question(909), `${answer(909)}<|endoftext|>`)],
    ['format-drift', 'flag', pair(question(910), '- the landlord repairs the roof of it\n- the tenant repairs the door of it')],
    [
      'tool-call',
      'drop',
      chat([
        { role: 'user', content: question(911) },
        { role: 'tool', content: 'x' },
        { role: 'assistant', content: answer(911) },
      ]),
    ],
    ['equal-preference', 'drop', { ...pair(question(912), answer(912)), rejected: [{ role: 'assistant', content: answer(912) }] }],
  ])('%s is found, and its default is to %s', (rule, action, row) => {
    const found = judged(row);
    expect(found.map((one) => [one.rule, one.action])).toContainEqual([rule, action]);
    expect(JSON.stringify(found)).not.toContain('number 9');
  });

  test('a rule that is off is not looked for, and one that fails names its setting', () => {
    const short = pair(question(901), 'The tenant.');
    expect(judged(short, { tooShort: { policy: 'off' }, formatDrift: { policy: 'off' } })).toEqual([]);
    expect(judged(short, { tooShort: { policy: 'fail', severity: 'info' } })[0]).toMatchObject({
      action: 'fail',
      severity: 'info',
      message: expect.stringContaining('(validation.tooShort.policy)') as string,
    });
  });

  test('a long prompt is cut where the policy says so, within words and tokens, and the row has another id', () => {
    const long = pair(`${'background of the case '.repeat(400)}${question(1)}`, answer(1), 201);
    const { kept, of } = validate([...rows, long], {
      tooLong: { policy: 'truncate-prompt', promptWords: 50 },
      tooManyTokens: { policy: 'truncate-prompt', rowTokens: 60 },
    });
    const cut = kept.at(-1)!;
    expect(of(201).map(({ rule, action }) => [rule, action])).toEqual(
      [
        ['too-long', 'truncate'],
        ['too-many-tokens', 'truncate'],
        ['conflict', 'flag'],
      ].slice(0, 2),
    );
    expect(counter.chat(cut.messages)).toBeLessThanOrEqual(60);
    expect(counter.chat(cut.messages)).toBeGreaterThan(50);
    expect(cut.messages[0]!.content.endsWith(question(1))).toBe(true);
    expect(cut.messages[1]).toEqual(long.messages[1]);
    expect(cut.id).not.toBe(long.id);
  });

  test('an answer that is too long is never cut: the row is dropped', () => {
    const { kept, of } = validate(
      [pair(question(1), 'word '.repeat(300).trim(), 1)],
      { tooManyTokens: { policy: 'truncate-prompt' }, repetition: { policy: 'off' } },
      100,
    );
    expect(kept).toEqual([]);
    expect(of(1)[0]).toMatchObject({
      rule: 'too-many-tokens',
      action: 'drop',
      message: expect.stringContaining('no shorter prompt would fit') as string,
    });
  });
});

describe('labels', () => {
  const rows = Array.from({ length: 300 }, (_, index) => pair(question(index), index % 3 === 0 ? 'landlord' : 'tenant', index + 1));
  test('that are slips of others are named', () => {
    const { kept, of, facts } = validate([...rows, pair(question(400), 'Tenant.', 401), pair(question(0), 'tenant', 402)]);
    expect(facts.answers).toEqual({ answers: 'labels', labels: ['landlord', 'tenant'] });
    expect(of(401)).toMatchObject([{ rule: 'label-set', action: 'drop' }]);
    expect(kept).toHaveLength(301);
  });

  test('that are declared come before those that are found', () => {
    const { kept, facts } = validate(rows, { labelSet: { labels: ['tenant'] } });
    expect([facts.answers.labels, kept.length]).toEqual([['tenant'], 200]);
  });
});

describe('what ends a run', () => {
  const limits = ValidationSpec.parse({});
  test('too small a share or too few rows, with the counts and the setting', () => {
    expect(keptTooFew('desk', { read: 100, kept: 49, dropped: { 'too-short': 51 } }, limits, 10)?.message).toContain(
      '49 of 100 rows are left (49.0 %); at least 50 % must be (validation.minimumKeptShare). Dropped: too-short 51.',
    );
    expect(keptTooFew('desk', { read: 9, kept: 9, dropped: {} }, limits, 10)?.message).toContain('the base model needs 10');
    const own = { ...limits, minimumKeptRows: 9 };
    expect(keptTooFew('desk', { read: 9, kept: 9, dropped: {} }, own, 10)).toBeNull();
    expect(keptTooFew('desk', { read: 8, kept: 8, dropped: {} }, own, 1)?.message).toContain(
      'the spec asks for 9 (validation.minimumKeptRows)',
    );
    expect(keptTooFew('desk', { read: 100, kept: 50, dropped: {} }, limits, 10)).toBeNull();
  });

  test('rows that fail, with their lines', () => {
    const { findings } = validate([pair('a b', 'c d', 1), pair('e f', 'g h', 2)], { tooShort: { policy: 'fail' } });
    const failing = new FailingRows();
    failing.add(findings);
    const failure = failing.failure('desk');
    expect(failure?.name).toBe('DatasetRejected');
    expect(failure?.message).toContain(
      'rows.jsonl:1: the prompt has 2 words without instructions; text needs 5 (validation.tooShort.promptWords) (validation.tooShort.policy)',
    );
    expect(new FailingRows().failure('desk')).toBeNull();
  });
});
