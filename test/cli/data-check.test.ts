import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { addDataCheckCommand } from '../../src/cli/data-check.ts';
import { stepLine } from '../../src/cli/data-check-progress.ts';
import { DataReport } from '../../src/contracts/data-report.ts';
import { RowFinding } from '../../src/contracts/row-finding.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-data-check-'));
const scratch = join(folder, 'scratch');
mkdirSync(scratch);
beforeEach(() => vi.stubEnv('TMPDIR', scratch));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = undefined;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function file(name: string, content: string | readonly unknown[]): string {
  const path = join(folder, name);
  const text =
    typeof content === 'string' ? content : content.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

async function check(...args: string[]): Promise<{ out: string; err: string; exit: number }> {
  process.exitCode = undefined;
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command('anneal').option('--json').exitOverride();
  addDataCheckCommand(program);
  for (const command of program.commands.flatMap((each) => [each, ...each.commands]))
    command.exitOverride().configureOutput({ writeErr: () => {} });
  try {
    await program.parseAsync(['data', 'check', ...args], { from: 'user' });
    const printed = (spy: typeof out) => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
    return { out: printed(out), err: printed(err), exit: process.exitCode ?? 0 };
  } finally {
    vi.restoreAllMocks();
  }
}

const words = 'licensee notice version clause payment month delivery carrier goods buyer seller invoice court term renewal tax'.split(' ');

/** A question and an answer that are unlike those of other numbers. */
function row(number: number): { input: string; output: string } {
  const said = (salt: number, count: number) =>
    Array.from({ length: count }, (_, at) => words[(number * (at + 3) * salt + at * at + (number >> (at % 5))) % words.length]).join(' ');
  return { input: `Case ${number}: ${said(7, 12)}?`, output: `Decision ${number * 37} says ${said(11, 16)}.` };
}

const clean = Array.from({ length: 60 }, (_, number) => row(number + 1));
const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

describe('anneal data check', () => {
  test('of clean rows writes every row to one side, tells nothing on standard error and ends with 0', async () => {
    const out = join(folder, 'sides');
    const { out: text, err, exit } = await check(file('clean.jsonl', clean), '--out', out, '--report', join(out, 'page.html'));
    expect({ err, exit }).toEqual({ err: '', exit: 0 });
    expect(text).toContain('60 of 60 rows are fit to be learned from');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(Math.max(80, `Report: ${out}/page.html`.length));
    expect(readdirSync(out).toSorted()).toEqual(['page.html', 'test.jsonl', 'train.jsonl', 'validation.jsonl']);
    const written = ['train', 'validation', 'test'].flatMap(
      (side) => linesOf(join(out, `${side}.jsonl`)) as { messages: { content: string }[] }[],
    );
    expect(written.map(({ messages }) => messages[0]!.content).toSorted()).toEqual(clean.map(({ input }) => input).toSorted());
    expect(readFileSync(join(out, 'page.html'), 'utf8')).toContain('60 of 60 rows');
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('ends with 3 for a card number, names its place and never its value, and lists all findings by file and line', async () => {
    const one = file('one.jsonl', [
      ...clean.slice(0, 20),
      '{"input": ',
      { ...row(90), output: `${row(90).output} Write to ada@example.org.` },
    ]);
    const two = file('two.jsonl.gz', [
      ...clean.slice(20),
      { ...row(91), input: `${row(91).input} My card is 4012 8888 8888 1881.` },
      clean[3],
    ]);
    const findings = join(folder, 'findings.jsonl');
    const { out, exit } = await check(two, one, '--json', '--findings', findings, '--report', join(folder, 'report.json'));
    const report = DataReport.parse(JSON.parse(out));
    expect(exit).toBe(3);
    expect(report.refusals).toEqual([expect.stringContaining('CREDIT_CARD')]);
    expect(report.datasets[0]!.counts).toMatchObject({
      read: 64,
      kept: 61,
      refused: { pii: 1 },
      dropped: { malformed: 1, 'exact-duplicate': 1 },
    });
    expect(report.datasets[0]!.statistics?.rows).toBe(61);
    expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toEqual(report);
    const told = linesOf(findings).map((finding) => RowFinding.parse(finding));
    expect(told.map(({ file: name, line, rule, action }) => [name, line, rule, action])).toEqual([
      [two, 41, 'pii', 'fail'],
      [one, 4, 'exact-duplicate', 'drop'],
      [one, 21, 'malformed', 'drop'],
      [one, 22, 'pii', 'redact'],
    ]);
    expect(out + readFileSync(findings, 'utf8')).not.toMatch(/4012|ada@/);
  });

  test('takes rules of a stage from a spec, a frozen test set beside it, and columns from an option', async () => {
    const table = ['question,reply', ...clean.map(({ input, output }) => `${input.replaceAll(',', '')},${output}`)].join('\n');
    file('frozen.jsonl', [clean[5]]);
    const spec = file(
      'spec.yaml',
      'name: law\nstages: [{name: first, dataset: x.jsonl}, {name: second, dataset: x.jsonl, validation: {tooShort: {answerWords: 500}}}]\n' +
        'duplicates: {contamination: {against: [frozen.jsonl]}}\n',
    );
    const columns = ['--columns', 'input=question,output=reply', '--spec', spec, '--json'];
    const first = DataReport.parse(JSON.parse((await check(file('table.csv', table), ...columns)).out));
    expect(first.datasets[0]).toMatchObject({ name: 'first', counts: { read: 60, kept: 59, dropped: { leak: 1 } } });
    expect(first.split?.split.salt).toBe('anneal/law');
    const second = await check(join(folder, 'table.csv'), ...columns, '--stage', 'second');
    expect(second.exit).toBe(3);
    expect(DataReport.parse(JSON.parse(second.out)).datasets[0]!.counts.dropped).toEqual({ 'too-short': 60 });
    await expect(check(join(folder, 'table.csv'), ...columns, '--stage', 'third')).rejects.toThrow(/It has: first, second/);
  });

  test('preference pairs are checked as pairs, written as pairs, and told that no run trains on them', async () => {
    const pairs = clean.map(({ input, output }, index) => ({ prompt: input, chosen: output, rejected: row(index + 200).output }));
    const out = join(folder, 'pairs');
    const { out: text, exit } = await check(file('pairs.jsonl', pairs), '--out', out);
    expect(exit).toBe(0);
    expect(text.replaceAll(/\s+/g, ' ')).toContain('60 kept rows are preference pairs');
    expect(linesOf(join(out, 'train.jsonl'))[0]).toMatchObject({ rejected: [{ role: 'assistant' }] });
  });

  test('a frozen test set of which no row can be read is refused, and one of which some can is told of', async () => {
    const rows = file('against.jsonl', clean);
    await expect(check(rows, '--against', file('other.jsonl', [{ text: 'a' }]))).rejects.toThrow(/so nothing can be compared with it/);
    const { out } = await check(rows, '--against', file('partly.jsonl', [{ text: 'a' }, clean[1]]), '--json');
    const { warnings, contamination } = DataReport.parse(JSON.parse(out));
    expect(warnings.filter((warning) => warning.includes('1 of 2 rows of'))).toHaveLength(1);
    expect(contamination).toMatchObject([{ tested: join(folder, 'partly.jsonl'), exactRows: 1, removedRows: 1 }]);
  });

  const wrong: [string, () => string[], RegExp][] = [
    ['a missing file', () => [join(folder, 'gone.jsonl')], /There is no file/],
    ['a folder', () => [folder], /is a folder/],
    ['an empty file', () => [file('empty.jsonl', '')], /is empty: it has 0 bytes/],
    ['a file named twice', () => [file('twice.jsonl', clean), join(folder, '.', 'x', '..', 'twice.jsonl')], /named twice/],
    [
      'a file that is also frozen',
      () => [file('both.jsonl', clean), '--against', join(folder, 'both.jsonl')],
      /checked and named by --against/,
    ],
    ['a folder that is not empty', () => [file('a.jsonl', clean), '--out', scratchWith('b.txt')], /is not empty/],
    ['a folder that holds what is read', () => [file('c.jsonl', clean), '--out', folder], /holds .*c\.jsonl, which is read/],
    ['a file as the folder', () => [file('d.jsonl', clean), '--out', file('e.txt', 'x')], /is a file\. Name a new folder/],
    ['a report of no known kind', () => [file('f.jsonl', clean), '--report', 'x.pdf'], /must end in \.html, \.md or \.json/],
    ['a report in no folder', () => [file('g.jsonl', clean), '--report', join(folder, 'no', 'x.html')], /the folder .* is not there/],
    ['a report over what is read', () => [file('h.json', clean), '--report', join(folder, 'h.json')], /is a file that is read/],
    [
      'findings over the rows',
      () => [file('i.jsonl', clean), '--out', join(folder, 'o'), '--findings', join(folder, 'o', 'test.jsonl')],
      /would overwrite the rows/,
    ],
    ['a spec that is none', () => [file('j.jsonl', clean), '--spec', file('none.yaml', 'hello: 1')], /The spec cannot be used/],
    ['a stage without a spec', () => [file('k.jsonl', clean), '--stage', 'a'], /Name the spec too/],
    ['a tokenizer that is not there', () => [file('l.jsonl', clean), '--tokenizer', join(folder, 'model')], /no tokenizer\.json is there/],
    ['an unknown kind of answers', () => [file('m.jsonl', clean), '--answers', 'some'], /Allowed choices are/],
    ['an unknown part', () => [file('n.jsonl', clean), '--columns', 'in=x'], /expected PART=COLUMN/],
    ['a limit of tokens that is none', () => [file('o.jsonl', clean), '--max-tokens', 'many'], /no whole number/],
  ];

  function scratchWith(name: string): string {
    const full = join(folder, 'full');
    mkdirSync(full, { recursive: true });
    writeFileSync(join(full, name), 'x');
    return full;
  }

  test.each(wrong)('refuses %s before any work', async (_what, args, message) => {
    await expect(check(...args())).rejects.toThrow(message);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('Ctrl-C ends it with 4 and leaves neither a temporary folder nor a half-written one', async () => {
    const many = file(
      'many.jsonl',
      Array.from({ length: 6000 }, (_, number) => row(number + 1)),
    );
    const out = join(folder, 'stopped');
    const process_ = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('../../src/cli.ts', import.meta.url)),
        'data',
        'check',
        many,
        '--out',
        out,
        '--findings',
        join(folder, 'stopped.jsonl'),
      ],
      { env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: scratch } },
    );
    let said = '';
    process_.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => void process_.on('exit', resolve));
    try {
      await vi.waitFor(() => expect({ said, at: readdirSync(scratch).length }).toEqual({ said: '', at: 1 }), {
        timeout: 60_000,
        interval: 20,
      });
      process_.kill('SIGINT');
      expect(await ended).toBe(4);
    } finally {
      process_.kill('SIGKILL');
    }
    expect(said).toBe('Stopped. Nothing was written.\n');
    expect(readdirSync(scratch)).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.includes('stopped'))).toEqual([]);
    expect(existsSync(out)).toBe(false);
  }, 90_000);
});

describe('the progress of a check', () => {
  test('names the step and the rows, and counts each row once where a step looks at it three times', () => {
    expect(stepLine('validate', 1200, 3000)).toEqual({ share: 0.4, line: '2/5 checking  1,200 of 3,000 rows' });
    expect(stepLine('split', 9000, 3000)).toEqual({ share: 1, line: '4/5 splitting  3,000 of 3,000 rows' });
    expect(stepLine('clean', 5, 0).share).toBe(0);
  });
});
