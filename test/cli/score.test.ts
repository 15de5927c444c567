import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { addScoreCommand } from '../../src/cli/score.ts';
import type { ScoreReport } from '../../src/evaluation/score-file/score-report.ts';
import { AnnealFailure } from '../../src/contracts/failure.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-score-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

function file(name: string, lines: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)) + '\n').join(''));
  return path;
}

/** What the command prints. */
async function score(...args: string[]): Promise<string> {
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const program = new Command('anneal')
    .option('--json')
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  addScoreCommand(program);
  await program.parseAsync(['score', ...args], { from: 'user' });
  const text = printed.mock.calls.map(([chunk]) => String(chunk)).join('');
  printed.mockRestore();
  return text;
}

async function report(...args: string[]): Promise<ScoreReport> {
  return JSON.parse(await score('--json', ...args)) as ScoreReport;
}

const row = (id: string, prediction: string | null, ...references: string[]) => ({ id, prediction, references });
const dogs = [
  row('1', 'The dog bit the man.', 'The dog bit the man.', 'The dog had bit the man.'),
  row('2', "It wasn't surprising.", 'It was not unexpected.', 'No one was surprised.'),
  row('3', 'The man had just bitten him.', 'The man bit him first.', 'The man had bitten the dog.'),
];

describe('anneal score', () => {
  test('keys scores by the metric as it was asked for, in full precision', async () => {
    const metrics = 'bleu:tok=13a,bleu:tok=intl:smooth=floor,chrf,chrf++,ter,rouge1,rougeLsum:stem,squad-em,squad-f1,exact';
    const { scores, details, rows } = await report(file('dogs.jsonl', dogs), '--metrics', metrics);
    expect(rows).toBe(3);
    expect(Object.keys(scores)).toEqual(metrics.split(','));
    expect(scores['bleu:tok=13a']).toBeCloseTo(48.530827, 5);
    expect(scores['ter']).toBeCloseTo(40, 9);
    expect(scores['rouge1']).toEqual({ precision: expect.any(Number), recall: expect.any(Number), f1: expect.any(Number) });
    expect(scores['exact']).toBe(1 / 3);
    expect(details['bleu:tok=13a']).toMatchObject({
      n: 3,
      signature: 'nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0',
      reason: null,
    });
    for (const { low, high } of Object.values(details)) expect(low!).toBeLessThan(high!);
  });

  test('writes the scores of each row to the file that --per-item names', async () => {
    const perItem = join(folder, 'items.jsonl');
    await score(file('dogs.jsonl', dogs), '--metrics', 'bleu,rougeL,macro-f1', '--per-item', perItem);
    const lines = readFileSync(perItem, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(lines[0]).toEqual({
      id: '1',
      scores: { bleu: expect.closeTo(100, 9), rougeL: { precision: 1, recall: 1, f1: 1 }, 'macro-f1': null },
      reasons: { 'macro-f1': expect.stringContaining('label') },
    });
  });

  test('compares with another file row by row, whatever their order', async () => {
    const mine = file(
      'mine.jsonl',
      Array.from({ length: 40 }, (_, index) => row(String(index), index % 4 === 0 ? 'no' : 'yes', 'yes')),
    );
    const others = Array.from({ length: 40 }, (_, index) => row(String(index), index % 2 === 0 ? 'no' : 'yes', 'yes'));
    const other = file('other.jsonl', others.toReversed());
    const { comparison } = await report(mine, '--against', other, '--metrics', 'exact,chrf');
    expect(comparison!.differences['exact']).toMatchObject({ this: 0.75, other: 0.5, difference: 0.25, test: 'mcnemar-exact', n: 40 });
    expect(comparison!.differences['exact']!.pValue).toBeCloseTo(2 / 2 ** 10, 12);
    expect(comparison!.differences['chrf']).toMatchObject({ test: 'paired-bootstrap', n: 40 });
    expect(comparison!.differences['chrf']!.low!).toBeGreaterThan(0);
  });

  test('finds no difference between a file and itself, p 1', async () => {
    const same = file('dogs.jsonl', dogs);
    const { comparison } = await report(same, '--against', same, '--metrics', 'bleu,ter,rouge1,exact,squad-f1');
    for (const { difference, pValue, low, high } of Object.values(comparison!.differences)) {
      expect({ difference, pValue }).toEqual({ difference: 0, pValue: 1 });
      expect(low!).toBeLessThan(0);
      expect(high!).toBeGreaterThan(0);
    }
  });

  test('prints tables of at most 80 columns with intervals, n and signatures', async () => {
    const lines = dogs.map((each) => ({ ...each, prediction: each.id === '2' ? null : each.prediction, group: 'g' }));
    const long = 'bleu:tok=intl:smooth=add-k[12.5]:case=lc:order=3';
    const path = file('dogs.jsonl', lines);
    const text = await score(path, '--metrics', `${long},ter,rouge1,exact,ece`, '--against', path);
    expect(text.split('\n').filter((line) => line.length > 80 && !line.includes(folder))).toEqual([]);
    expect(text).toContain('95 % interval');
    expect(text).toContain(long);
    expect(text.replaceAll('\n', ' ')).toContain('1 of 3 rows left out: no prediction');
    expect(text).toContain('ece: no label, and not exactly one reference');
    expect(text).toContain('tok:tercom');
    expect(text).toContain('Lower is better: ter, ece');
  });

  test('reads files with a byte order mark, Windows line ends and blank lines', async () => {
    const path = join(folder, 'windows.jsonl');
    writeFileSync(path, `\uFEFF${JSON.stringify(row('1', 'a', 'a'))}\r\n\r\n${JSON.stringify(row('2', 'é', 'e'))}\r\n`);
    expect((await report(path, '--metrics', 'exact')).scores).toEqual({ exact: 0.5 });
  });

  test('scores outputs of 100,000 characters, other scripts and emoji', async () => {
    const long = 'слово 文字 🙂 '.repeat(10_000);
    const path = file('long.jsonl', [row('1', long, long), row('2', '👨‍👩‍👧', '👨‍👩‍👧'), row('3', '\ud800', 'a'), row('4', 'مرحبا', 'مرحبا')]);
    const { scores } = await report(path, '--metrics', 'bleu:tok=intl,chrf,ter,rougeL:tok=unicode,exact,squad-f1');
    expect(scores['exact']).toBe(0.75);
    expect(scores['chrf']).toBeGreaterThan(99);
    expect((scores['rougeL:tok=unicode'] as { f1: number }).f1).toBeGreaterThanOrEqual(0.5);
  });
});

describe("a metric of one's own", () => {
  test('is scored beside the others, sees the whole line, and carries the hash of its module', async () => {
    const path = file('sources.jsonl', [
      { ...row('1', 'as [1] says'), sources: 1 },
      { ...row('2', 'as [9] says'), sources: 2 },
      { ...row('3', 'no source'), sources: 0 },
    ]);
    const module = join(folder, 'citations.ts');
    const text = `import type { OwnMetric } from 'anneal/client';
export default {
  score: ({ prediction, row }) => (row['sources'] === 0 ? null : Number(prediction.match(/\\d+/)?.[0]) <= Number(row['sources']) ? 1 : 0),
} satisfies OwnMetric;
`;
    writeFileSync(module, text);
    const { scores, details } = await report(path, '--metrics', 'own:cites,exact', '--metric-module', `cites=${module}`);
    expect(scores['own:cites']).toBe(0.5);
    const sha256 = createHash('sha256').update(text).digest('hex').slice(0, 16);
    expect(details['own:cites']).toMatchObject({
      n: 2,
      signature: `module:citations.ts|sha256:${sha256}`,
      leftOut: { 'the module gave null: it does not apply': 1 },
    });
    expect(details['exact']!.reason).toBe('no references');
  });

  test('that is not given, or is no module, is one clear error', async () => {
    const path = file('good.jsonl', [row('1', 'a', 'a')]);
    await expect(score(path, '--metrics', 'own:cites')).rejects.toThrow('There is no metric of your own "cites" here: none is configured');
    await expect(score(path, '--metrics', 'own:cites', '--metric-module', 'cites')).rejects.toThrow('It has to be NAME=PATH');
    await expect(score(path, '--metrics', 'own:cites', '--metric-module', `cites=${path}`)).rejects.toThrow('cannot be loaded');
  });
});

describe('input that cannot be scored costs only its own score', () => {
  test('rows without a prediction or a reference are left out and counted', async () => {
    const path = file('gaps.jsonl', [row('1', null, 'a b'), row('2', ''), row('3', '', 'a'), row('4', 'a', ''), row('5', 'a b', 'a b')]);
    const { scores, details } = await report(path, '--metrics', 'chrf,exact,rougeL,ter,bleu');
    for (const metric of Object.keys(scores)) {
      expect(details[metric]!.n).toBe(3);
      expect(details[metric]!.leftOut).toEqual({ 'no prediction': 1, 'no references': 1 });
    }
    expect(scores['exact']).toBe(1 / 3);
    expect(scores['ter']).toBeCloseTo((100 * 2) / 3, 9);
  });

  test('probabilities that are none make the calibration null, and nothing else', async () => {
    const lines = [
      '{"id": "1", "prediction": "yes", "references": ["yes"], "probability": NaN}',
      '{"id": "2", "prediction": "no \\"NaN\\"", "references": ["no"], "probability": 7}',
    ];
    const { scores, details } = await report(file('nan.jsonl', lines), '--metrics', 'ece,brier,accuracy');
    expect(scores).toEqual({ ece: null, brier: null, accuracy: 1 });
    expect(details['brier']!.reason).toContain('no number from 0 to 1');
  });

  test('a model that always refuses scores 0 in every class', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => row(String(index), 'I cannot help with that.', index % 2 === 0 ? 'yes' : 'no'));
    const { scores } = await report(file('refuses.jsonl', lines), '--metrics', 'accuracy,macro-f1,micro-f1,weighted-f1');
    expect(scores['accuracy']).toBe(0);
    for (const metric of ['macro-f1', 'micro-f1', 'weighted-f1']) expect(scores[metric]).toEqual({ precision: 0, recall: 0, f1: 0 });
  });

  test('a file of one row has a score, and an interval that says how little it knows', async () => {
    const { details } = await report(file('one.jsonl', [row('1', 'a b c d', 'a b c d')]), '--metrics', 'bleu,exact,rouge1');
    for (const { low, high } of Object.values(details)) expect(high! - low!).toBeGreaterThan(0.5);
  });
});

describe('bad input is one clear error', () => {
  const good = row('1', 'a', 'a');

  test.each([
    ['an empty file', [], 'has no rows'],
    ['a line that is no JSON', [good, '{"id": '], 'line 2 is not one JSON object'],
    ['a list', [good, '', '[1]'], 'line 3 is not one JSON object'],
    ['no id', [{ prediction: 'a', references: ['a'] }], 'line 1 has no "id"'],
    ['no prediction', [{ id: '1', references: ['a'] }], 'line 1 has no "prediction"'],
    ['no references', [{ id: '1', prediction: 'a' }], 'line 1 has no "references"'],
    ['a bare reference', [{ id: '1', prediction: 'a', references: 'a' }], 'line 1 has a "references" that is a text'],
    ['a number among the references', [{ id: '1', prediction: 'a', references: ['a', 1] }], 'a list with something else than texts'],
    ['a text as probability', [{ ...good, probability: 'high' }], 'line 1 has a "probability" that is a text'],
    ['an object as group', [{ ...good, group: {} }], 'line 1 has a "group" that is an object'],
    ['an id twice', [good, good], 'line 2 has the id "1" of line 1'],
  ])('%s', async (_, lines, message) => {
    const path = file('bad.jsonl', lines);
    await expect(score(path)).rejects.toThrow(AnnealFailure);
    await expect(score(path)).rejects.toThrow(`${path} `);
    await expect(score(path)).rejects.toThrow(message);
  });

  test.each([
    ['blue', 'There is no metric "blue". There are bleu, chrf,'],
    ['bleu:tok=14a', 'tok takes 13a, intl, char or none'],
    ['bleu:smooth=floor[0]', 'smooth takes exp, none, floor'],
    ['bleu:tok', 'tok takes 13a'],
    ['bleu:stem', 'bleu has no option "stem". Its options are tok'],
    ['bleu:tok=13a:tok=intl', 'gives the option tok twice'],
    ['rougeL:stem=yes', 'stem takes nothing'],
    ['exact:case=lc', 'exact takes no options'],
    ['chrf:nc=0', 'nc takes a whole number from 1 to 20'],
    ['bleu:constructor=1', 'bleu has no option "constructor"'],
    [' , ', 'No metric is named'],
  ])('the metric %j', async (metrics, message) => {
    await expect(score(file('good.jsonl', [good]), '--metrics', metrics)).rejects.toThrow(message);
  });

  test('files about different rows', async () => {
    const path = file('good.jsonl', [good, row('2', 'b', 'b')]);
    const fewer = file('fewer.jsonl', [good]);
    const others = file('others.jsonl', [good, row('3', 'b', 'b')]);
    const aims = file('aims.jsonl', [good, row('2', 'b', 'c')]);
    await expect(score(path, '--against', fewer)).rejects.toThrow(`${fewer} lacks the id "2"`);
    await expect(score(path, '--against', others)).rejects.toThrow(`${path} lacks the id "3"`);
    await expect(score(path, '--against', aims)).rejects.toThrow('different references or labels for the row "2"');
  });

  test('files that are not there, and outputs that cannot be', async () => {
    const path = file('good.jsonl', [good]);
    await expect(score(join(folder, 'none.jsonl'))).rejects.toThrow('cannot be read');
    await expect(score(path, '--per-item', path)).rejects.toThrow('would overwrite');
    await expect(score(path, '--per-item', join(folder, 'no', 'such.jsonl'))).rejects.toThrow('cannot be written');
    await expect(score(path, '--resamples', '0')).rejects.toThrow('at least 1');
  });
});
