import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PiiSpec } from '../../src/contracts/pii-spec.ts';
import type { RowAction } from '../../src/contracts/row-finding.ts';
import { doStep } from '../../src/preparation/steps.ts';
import { findingsIn, labelled, PreparationDesk, rowsOf } from './preparation-desk.ts';

let folder: string;
let desk: PreparationDesk;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-clean-'));
  desk = new PreparationDesk(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const secret = `-----BEGIN RSA PRIVATE KEY-----\n${'Mq7x'.repeat(40)}\n-----END RSA PRIVATE KEY-----`;
const changes: readonly RowAction[] = ['change', 'redact', 'mask', 'hash', 'truncate'];

/** Pieces that cleaning has something to do with, and that make others when they meet. */
const piece = fc.oneof(
  fc.constantFrom(
    '<p>',
    '</p>',
    '<br>',
    '&amp;',
    '&lt;b&gt;',
    'caf\u00c3\u00a9',
    '\u00e2\u20ac\u2122',
    '\u200b',
    '\u00ad',
    '\ufeff',
    '\u0007',
    '\r\n',
    '\n\n\n\n',
  ),
  fc.constantFrom(
    'e\u0301',
    '\ufb01',
    '\u00a0',
    '  ',
    '\t',
    'ada@gmx.de',
    '+44 20 7946 0018',
    '[EMAIL]',
    '10.1.2.3',
    'word',
    'Is it due?',
    '\u202e',
    '\u{1f468}\u200d\u{1f469}',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

describe('cleaning files', () => {
  test('is done once and for all: cleaned again, rows stay and nothing is found to change', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ input: text, output: text }), { minLength: 1, maxLength: 12 }), async (lines) => {
        const first = await rowsOf(await desk.clean(lines));
        const again = await desk.clean(first.map(({ messages }) => ({ messages })));
        expect((await rowsOf(again)).map(({ id, messages }) => ({ id, messages }))).toEqual(
          first.map(({ id, messages }) => ({ id, messages })),
        );
        expect((await findingsIn(again.findings)).filter(({ action }) => changes.includes(action))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('cleans again what a redaction left: the address was all that spoke against a repair', async () => {
    const out = await desk.clean([{ input: 'caf\u00c3\u00a9\u00e9ada@gmx.de', output: 'yes' }]);
    expect((await rowsOf(out)).map(({ messages }) => messages[0]!.content)).toEqual(['caf\u00e9<EMAIL>']);
    expect((await findingsIn(out.findings)).map(({ rule, action }) => [rule, action])).toEqual([
      ['mojibake', 'flag'],
      ['pii', 'redact'],
      ['mojibake', 'change'],
    ]);
  });

  test('keeps or drops each row once, whatever stands in the file', async () => {
    const line = fc.oneof(
      fc.record({ input: text, output: text }),
      fc.json({ maxDepth: 2 }),
      fc.constantFrom('{"input": ', '[]', '\u0000', '""'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (drawn) => {
        const lines = [labelled(1), ...drawn]; // without a good row the file may be taken for binary data as a whole
        const out = await desk.clean(lines);
        const kept = (await rowsOf(out)).map(({ source }) => source.line);
        const gone = (await findingsIn(out.findings))
          .filter(({ action }) => action === 'drop' || action === 'fail')
          .map((found) => found.line);
        const all = [...kept, ...new Set(gone)].toSorted((a, b) => a - b);
        expect(all).toEqual(lines.map((_, index) => index + 1));
        const { counts } = out;
        const dropped = Object.values(counts.dropped).reduce((sum, rows) => sum + rows, 0);
        expect([counts.read, counts.kept, counts.kept + dropped]).toEqual([lines.length, kept.length, lines.length]);
      }),
      { numRuns: 40 },
    );
  });

  test('leaves a refusal that names lines and the setting, and shows nothing of the value', async () => {
    const out = await desk.clean([labelled(1), { input: `Keep this: ${secret}`, output: 'no' }, labelled(2)]);
    expect(out.refusal?.message).toMatch(/SECRET once, at rows\.jsonl:2 \(pii\.policies\.SECRET is fail; set it to redact, drop, /);
    expect(out.counts).toEqual({ read: 3, kept: 2, dropped: { secret: 1 } });
    expect(JSON.stringify([out, await findingsIn(out.findings)])).not.toContain('Mq7x');
    const allowed = await desk.clean([{ input: `Keep this: ${secret}`, output: 'no' }], {
      pii: PiiSpec.parse({ policies: { SECRET: 'redact' } }),
    });
    expect(allowed).toMatchObject({ refusal: null, counts: { kept: 1 } });
    expect(JSON.stringify(await rowsOf(allowed))).not.toContain('Mq7x');
  });

  test('names no value that it takes out: not in findings, not in quarantine, not in rows', async () => {
    const pii = PiiSpec.parse({ policies: { EMAIL: 'drop', PHONE: 'mask', IP_ADDRESS: 'hash' } });
    const means = { domainCleaner: null, hashKey: 'sixteen characters', detector: null };
    const lines = [
      { input: 'Who is canary271828@gmx.de to us?', output: 'a customer' },
      { input: 'Call +44 20 7946 0018 about it', output: 'yes' },
      { input: 'The host is 81.2.69.142 now', output: 'yes' },
      { input: `Broken row of canary271828@gmx.de`, output: 5 },
    ];
    const out = await desk.clean(lines, { pii, means });
    const findings = await findingsIn(out.findings);
    expect(findings.map(({ line, entity, action }) => [line, entity, action])).toEqual([
      [1, 'EMAIL', 'drop'],
      [2, 'PHONE', 'mask'],
      [3, 'IP_ADDRESS', 'hash'],
      [4, undefined, 'drop'],
    ]);
    expect(JSON.stringify([out, findings, await rowsOf(out)])).not.toMatch(/canary271828|7946 0018|81\.2\.69\.142/);
  });

  test('puts rows into the file of their split, and applies the domain cleaner, the template and the column mapping', async () => {
    const work = await desk.cleanWork([{ question: 'What does the agree-\nment say about rent?', answer: 'it is due', contract: 'c1' }]);
    const cleaner = fileURLToPath(new URL('../../examples/legal-cleaning/clean-legal.ts', import.meta.url));
    const { files, settings } = work;
    const [file] = files;
    const sides = [
      { ...file!, split: 'train' as const },
      { ...file!, uri: 'other.jsonl', split: 'test' as const },
    ];
    const out = await doStep(
      'clean',
      {
        ...work,
        files: sides,
        settings: {
          ...settings,
          reading: { columns: { input: 'question', output: 'answer', group: 'contract' } },
          formatting: { template: 'Of {group}: {input}', whenMissing: 'fail' },
          means: { ...settings.means, domainCleaner: cleaner },
        },
      },
      { signal: new AbortController().signal },
    );
    expect(out.parts.map(({ split, file: { ref } }) => [split, ref.rows])).toEqual([
      ['train', 1],
      ['test', 1],
    ]);
    expect((await rowsOf(out)).map(({ messages, group, source }) => [messages[0]!.content, group, source.file])).toEqual([
      ['Of c1: What does the agreement say about rent?', 'c1', 'rows.jsonl'],
      ['Of c1: What does the agreement say about rent?', 'c1', 'other.jsonl'],
    ]);
  });
});
