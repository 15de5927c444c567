import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { cleanDomain } from '../../src/data/cleaning/clean-domain.ts';
import { loadDomainCleaner } from '../../src/domain-cleaning/load-domain-cleaner.ts';

const folder = mkdtempSync(join(tmpdir(), 'anneal-domain-cleaning-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let modules = 0;
function write(text: string, extension = 'mjs'): string {
  modules += 1;
  const path = join(folder, `cleaner-${modules}.${extension}`);
  writeFileSync(path, text);
  return path;
}

const cleaner = (body: string) => `export default { name: 'tickets', version: '2', clean(row) {\n  ${body}\n} };\n`;
const place = { file: 'tickets.jsonl', line: 12 };
const row = {
  id: 'a',
  messages: [
    { role: 'user' as const, content: 'Ticket #4: secret words' },
    { role: 'assistant' as const, content: 'Ticket #5: more secret words' },
  ],
  metadata: { desk: { floor: 2 } },
};

describe('the module of a domain cleaner', () => {
  test('is loaded with name, version and the hash of its bytes, in TypeScript too', async () => {
    const text = `export default { name: 'tickets', version: '1', clean: <T>(row: T): T => row };\n`;
    const path = write(text, 'ts');
    const { cleaner: loaded, sha256, file } = await loadDomainCleaner(path);
    expect({ name: loaded.name, version: loaded.version, file }).toEqual({
      name: 'tickets',
      version: '1',
      file: path.slice(folder.length + 1),
    });
    expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test.each([
    ['no default export', 'export const clean = (row) => row;', 'has no default export with a function "clean"'],
    ['a function instead of an object', 'export default (row) => row;', 'has no default export with a function "clean"'],
    ['no name', 'export default { version: "1", clean: (row) => row };', 'needs a "name" of 1 to 41 of a-z'],
    ['a name with blanks', 'export default { name: "My cleaner", version: "1", clean: (row) => row };', 'needs a "name"'],
    ['a version that is a number', 'export default { name: "x", version: 1, clean: (row) => row };', 'needs a "version": a text'],
    ['code that cannot be read', 'export default {', 'cannot be loaded'],
    ['code that throws', 'throw new Error("at once");', 'cannot be loaded: at once'],
  ])('with %s is one clear error', async (_, text, message) => {
    const path = write(text);
    const loading = loadDomainCleaner(path);
    await expect(loading).rejects.toThrow(AnnealFailure);
    await expect(loading).rejects.toThrow(`The domain cleaner ${path}`);
    await expect(loading).rejects.toThrow(message);
  });

  test('that is not there is named with its path', async () => {
    await expect(loadDomainCleaner(join(folder, 'gone.ts'))).rejects.toThrow(/gone\.ts cannot be loaded: ENOENT/);
  });

  test('changes texts, which come out clean, with a finding for each field', async () => {
    const module = await loadDomainCleaner(
      write(cleaner(`return { ...row, messages: row.messages.map((m) => ({ ...m, content: m.content.replace(/^Ticket #\\d+:/, '') })) };`)),
    );
    const { row: cleaned, findings } = cleanDomain(row, module, place);
    expect(cleaned).toEqual({
      ...row,
      messages: [
        { role: 'user', content: 'secret words' },
        { role: 'assistant', content: 'more secret words' },
      ],
    });
    expect(findings).toHaveLength(2);
    expect(findings[0]).toEqual({
      ...place,
      rule: 'domain',
      severity: 'info',
      action: 'change',
      field: 'messages[0].content',
      count: 1,
      message: 'changed by the domain cleaner tickets 2',
    });
    expect(cleanDomain(cleaned, module, place)).toEqual({ row: cleaned, findings: [] });
  });

  test('cleans the rejected answer of a pair', async () => {
    const module = await loadDomainCleaner(
      write(
        cleaner(`const up = (list) => list.map((m) => ({ ...m, content: m.content.toUpperCase() }));
        return { messages: up(row.messages), rejected: up(row.rejected) };`),
      ),
    );
    const pair = { ...row, rejected: [{ role: 'assistant' as const, content: 'no' }] };
    const { row: cleaned, findings } = cleanDomain(pair, module, place);
    expect(cleaned.rejected).toEqual([{ role: 'assistant', content: 'NO' }]);
    expect(findings.map(({ field }) => field)).toEqual(['messages[0].content', 'messages[1].content', 'rejected[0].content']);
  });

  test.each([
    ['throws', 'throw new RangeError(row.messages[0].content);', 'threw RangeError (cleaner-N.mjs:2)'],
    ['changes the row in place', 'row.messages[0].content = ""; return row;', 'threw TypeError (cleaner-N.mjs:2)'],
    ['changes nested metadata in place', 'row.metadata.desk.floor = 3; return row;', 'threw TypeError (cleaner-N.mjs:2)'],
    ['gives nothing', '', 'gave no row'],
    ['gives a text', 'return "row";', 'gave no row'],
    ['gives a promise', 'return Promise.reject(new Error("x"));', 'gave a promise; clean has to be synchronous'],
    ['gives no messages', 'return {};', 'gave a row whose "messages" is no list of messages'],
    ['drops a message', 'return { messages: row.messages.slice(1) };', 'gave 1 messages for 2; it may neither drop nor add one'],
    [
      'changes a role',
      'return { messages: row.messages.map((m) => ({ ...m, role: "user" })) };',
      'changed the role or name of messages[1]',
    ],
    [
      'gives a content that is no text',
      'return { messages: row.messages.map((m) => ({ ...m, content: 1 })) };',
      'gave messages[0] a content that is no text',
    ],
    ['gives a NUL', 'return { messages: row.messages.map((m) => ({ ...m, content: "\\0" })) };', 'gave messages[0] a content with a NUL'],
    ['changes metadata', 'return { ...row, metadata: { desk: 1 } };', 'changed a field other than the texts'],
    [
      'is not done at once',
      'return { messages: row.messages.map((m) => ({ ...m, content: m.content.slice(1) })) };',
      'changed messages[0].content of a row that it had cleaned',
    ],
  ])('that %s ends with module, place and no text of the row', async (_, body, message) => {
    const path = write(cleaner(body));
    const module = await loadDomainCleaner(path);
    let failure: unknown;
    try {
      cleanDomain(row, module, place);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(AnnealFailure);
    const text = (failure as AnnealFailure).message;
    expect(text).toContain(`The domain cleaner tickets 2 (${path.slice(folder.length + 1)})`);
    expect(text).toContain(message.replace('cleaner-N.mjs', path.slice(folder.length + 1)));
    expect(text).toContain('line 12 of tickets.jsonl');
    expect(text).not.toContain('secret');
  });
});
