import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ValidationSpec } from '../../src/contracts/validation-spec.ts';
import { findingsIn, labelled, PreparationDesk, question, rowsOf, type Line } from './preparation-desk.ts';

let folder: string;
let desk: PreparationDesk;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-validate-'));
  desk = new PreparationDesk(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const labels = (count: number) => Array.from({ length: count }, (_, index) => labelled(index + 1));
const prose = (number: number) => `The tenant pays the rent for flat ${number} on the first day of every month to the owner.`;

async function judged(lines: readonly Line[], validation: unknown = {}, more: object = {}) {
  const cleaned = await desk.clean(lines);
  const out = await desk.validate(cleaned, { validation: ValidationSpec.parse(validation), ...more });
  return { cleaned, out, findings: await findingsIn(out.findings), rows: await rowsOf(out) };
}

describe('judging the rows of files', () => {
  test('learns the labels of all files first, then drops what is none of them, and counts on from cleaning', async () => {
    const lines = ['{"broken', { input: question(900), output: 'a whole sentence that no other row has as its label' }, ...labels(60)];
    const { out, findings, rows } = await judged(lines);
    expect(out).toMatchObject({
      answers: 'labels',
      labels: ['no', 'yes'],
      refusal: null,
      counts: { read: 62, kept: 60, dropped: { 'label-set': 1, malformed: 1 } },
    });
    expect(findings).toMatchObject([{ file: 'rows.jsonl', line: 2, rule: 'label-set', action: 'drop' }]);
    expect(out.quarantine.map(({ rule, rows: count }) => [rule, count])).toEqual([['label-set', 1]]);
    expect(rows.map(({ source }) => source.line)).toEqual(Array.from({ length: 60 }, (_, index) => index + 3));
  });

  test('a rule whose policy is fail leaves a refusal that names lines and the setting, and the other rows', async () => {
    const { out, rows } = await judged([...labels(40), { input: question(901), output: 'maybe so, one cannot tell at all' }], {
      labelSet: { policy: 'fail' },
    });
    expect(out.refusal?.message).toMatch(
      /^Dataset "desk": 1 rows break a rule.*label-set 1.*rows\.jsonl:41: .*validation\.labelSet\.policy/,
    );
    expect(rows).toHaveLength(40);
    expect(out.counts).toEqual({ read: 41, kept: 40, dropped: { 'label-set': 1 } });
  });

  test('a rule that is off finds nothing, one that flags keeps the row, and one that cuts a prompt writes what is left', async () => {
    const [short, long] = [
      { input: 'Why?', output: prose(1) },
      { input: `${'word '.repeat(40)}What is due then?`, output: prose(2) },
    ];
    const text = { answers: 'text' as const };
    expect((await judged([short, long], { language: { policy: 'off' }, gibberish: { policy: 'off' } }, text)).findings).toMatchObject([
      { line: 1, rule: 'too-short', action: 'drop' },
    ]);
    const quiet = { language: { policy: 'off' }, gibberish: { policy: 'off' }, repetition: { policy: 'off' } };
    const mild = await judged(
      [short, long],
      { ...quiet, tooShort: { policy: 'flag' }, tooLong: { policy: 'truncate-prompt', promptWords: 10 } },
      text,
    );
    expect(mild.findings.map(({ line, rule, action }) => [line, rule, action])).toEqual([
      [1, 'too-short', 'flag'],
      [2, 'too-long', 'truncate'],
    ]);
    expect(mild.rows.map(({ messages }) => messages[0]!.content)).toEqual(['Why?', `${'word '.repeat(6)}What is due then?`]);
    expect(mild.out.counts).toEqual({ read: 2, kept: 2, dropped: {} });
    expect((await judged([short], { ...quiet, tooShort: { policy: 'off' } }, text)).findings).toEqual([]);
  });

  test('says of each finding where it is and never what stands there', async () => {
    const canary = 'canary271828';
    const { out, findings, cleaned } = await judged([
      ...labels(40),
      { input: `${question(902)} ${canary}`, output: `${canary} is an answer of far too many words to be one of the labels` },
      { input: `${canary} {% if user %} <|im_start|>`, output: 'yes' },
    ]);
    expect(findings.map(({ line, rule }) => [line, rule])).toEqual(expect.arrayContaining([[41, 'label-set']]));
    const { quarantine: _, ...rest } = out;
    expect(JSON.stringify([rest, findings, await findingsIn(cleaned.findings)])).not.toContain(canary);
  });

  test('rejects a dataset whose answers are not the labels that the spec says they are', async () => {
    const rows = Array.from({ length: 60 }, (_, index) => ({ input: question(index), output: prose(index) }));
    await expect(judged(rows, {}, { answers: 'labels' })).rejects.toMatchObject({
      name: 'DatasetRejected',
      message: expect.stringMatching(/Dataset "desk" is said to have labels as answers/) as string,
    });
  });
});
