import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { addDataScanCommand } from '../../src/cli/data-scan.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

async function scan(...args: string[]): Promise<{ out: string; err: string; exit: number }> {
  process.exitCode = undefined;
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command('anneal').option('--json').exitOverride();
  addDataScanCommand(program);
  for (const command of program.commands.flatMap((each) => [each, ...each.commands]))
    command.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(['data', 'scan', ...args], { from: 'user' });
  const printed = (spy: typeof out) => spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  const result = { out: printed(out), err: printed(err), exit: process.exitCode ?? 0 };
  vi.restoreAllMocks();
  return result;
}

const rows = [
  { id: 1, text: 'mail a@b.com and c@d.com', note: { phone: '+44 20 7946 0958' } },
  { text: 'nothing' },
  { text: 'card 4012888888881881' },
].map((row) => JSON.stringify(row));

describe('anneal data scan', () => {
  test('with --json prints one object for each span of the field, and ends with 3', async () => {
    const { out, exit } = await scan(file('rows.jsonl', rows.join('\n')), '--field', 'text', '--json');
    expect(
      out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { line: 1, field: 'text', entity: 'EMAIL', start: 5, end: 12, score: 0.95 },
      { line: 1, field: 'text', entity: 'EMAIL', start: 17, end: 24, score: 0.95 },
      { line: 3, field: 'text', entity: 'CREDIT_CARD', start: 5, end: 21, score: 1 },
    ]);
    expect(exit).toBe(3);
  });

  test('without --field searches every text of a row, of packed files too, and prints counts and lines but no value', async () => {
    const { out, exit } = await scan(file('rows.jsonl.gz', rows.join('\n')));
    expect(out).toMatch(/3 lines of .*rows\.jsonl\.gz: 4 found/);
    expect(out).toMatch(/EMAIL\s+2\s+1/);
    expect(out).toMatch(/PHONE\s+1\s+1/);
    expect(out).toMatch(/CREDIT_CARD\s+1\s+3/);
    expect(out).not.toMatch(/a@b|4012|7946/);
    expect(exit).toBe(3);
  });

  test('searches the raw lines of a text file, and ends with 0 where there is nothing', async () => {
    const { out } = await scan(file('mail.txt', 'hello\n\nssn 078-05-1123\n'), '--json');
    expect(JSON.parse(out)).toEqual({ line: 3, entity: 'US_SSN', start: 4, end: 15, score: 0.85 });
    expect(await scan(file('clean.txt', 'hello\n'))).toMatchObject({ out: expect.stringContaining('nothing found'), exit: 0 });
  });

  test('a dotted path goes through objects and lists', async () => {
    const chat = file('chat.jsonl', JSON.stringify({ messages: [{ content: 'a@b.com' }, { content: 'c@d.com' }] }));
    expect((await scan(chat, '--field', 'messages.content', '--json')).out.trimEnd().split('\n')).toHaveLength(2);
    expect((await scan(chat, '--field', 'messages.1.content', '--json')).out.trimEnd().split('\n')).toHaveLength(1);
  });

  test('entities, regions and threshold are options, and wrong ones are refused', async () => {
    const path = file('options.txt', 'a@b.com, call 612 345 678, ssn 078-05-1123');
    expect((await scan(path, '--entities', 'email', '--json')).out).toContain('"EMAIL"');
    expect((await scan(path, '--entities', 'PHONE', '--regions', 'es', '--json')).out).toContain('"PHONE"');
    expect((await scan(path, '--entities', 'US_SSN', '--threshold', '0.9')).exit).toBe(0);
    await expect(scan(path, '--entities', 'PERSON')).rejects.toThrow(/needs a detector/);
    await expect(scan(path, '--entities', 'NAME')).rejects.toThrow(/"NAME" is no entity/);
    await expect(scan(path, '--threshold', '2')).rejects.toThrow(/from 0.05 to 1/);
  });

  test('lines that cannot be read are counted and told; a file with no other is refused', async () => {
    const { out, err, exit } = await scan(
      file('bad.jsonl', `${rows[1]}\n{"text": \n${JSON.stringify({ other: 1 })}\n`),
      '--field',
      'text',
      '--json',
    );
    expect({ out, exit }).toEqual({ out: '', exit: 0 });
    expect(err).toMatch(/1 line could not be read and was not searched; 1 row has no text at text/);
    await expect(scan(file('worse.jsonl', 'hello\n'))).rejects.toThrow(/Nothing of .*worse\.jsonl was searched: no line could be read/);
    await expect(scan(file('rows2.jsonl', rows.join('\n')), '--field', 'txt')).rejects.toThrow(/no line has a text at txt/);
    await expect(scan(join(folder, 'none.jsonl'))).rejects.toThrow(/cannot be read/);
  });
});
