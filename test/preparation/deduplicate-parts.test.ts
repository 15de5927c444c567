import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DuplicatesSpec } from '../../src/contracts/duplicates-spec.ts';
import type { AnswerKind, SplitName } from '../../src/contracts/dataset.ts';
import type { StepFiles } from '../../src/preparation/step-files.ts';
import { findingsIn, labelled, PreparationDesk, question, rowsOf, type Line } from './preparation-desk.ts';

let folder: string;
let desk: PreparationDesk;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anneal-duplicates-'));
  desk = new PreparationDesk(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const fact = 'The court held that the tenant of the furnished flat need not pay rent while the heating was broken in winter';
const plain = Array.from({ length: 12 }, (_, index) => labelled(index + 1));

async function deduplicated(
  lines: readonly Line[],
  { answers = 'labels', ...spec }: { answers?: AnswerKind } & Record<string, unknown> = {},
) {
  const judged = { ...(await desk.clean(lines)), answers, labels: null };
  const out = await desk.deduplicate(judged, { duplicates: DuplicatesSpec.parse(spec) });
  const findings = await findingsIn(out.findings);
  return { out, findings, told: findings.map(({ line, rule, action }) => `${line} ${rule} ${action}`), rows: await rowsOf(out) };
}

describe('looking for duplicates in files', () => {
  test('drops what is there already and says of which row it is a copy; the first stays', async () => {
    const near = [
      { input: `${fact} of that year?`, output: 'yes' },
      { input: `${fact} of that season?`, output: 'yes' },
    ];
    const { out, told, findings, rows } = await deduplicated([
      ...plain,
      plain[3]!,
      ...near,
      { input: ` ${plain[0]!.input.toUpperCase()}`, output: 'NO' },
    ]);
    expect(told).toEqual(['13 exact-duplicate drop', '15 near-duplicate drop', '16 exact-duplicate drop']);
    expect(findings.map(({ message }) => /line \d+ of rows\.jsonl/.exec(message)?.[0])).toEqual(
      [4, 14, 1].map((line) => `line ${line} of rows.jsonl`),
    );
    expect(out.counts).toEqual({ read: 16, kept: 13, dropped: { 'exact-duplicate': 2, 'near-duplicate': 1 } });
    expect(out.duplicates).toEqual({ conflicts: 0, clusters: 1, largestClusters: [2] });
    expect(out.statistics).toMatchObject({ rows: 13, distinctAnswers: 2 });
    expect(rows).toHaveLength(13);
    expect(out.quarantine.map(({ rule, rows: count }) => [rule, count])).toEqual([
      ['exact-duplicate', 2],
      ['near-duplicate', 1],
    ]);
  });

  test.each([
    ['labels', 'drop'],
    ['json', 'drop'],
    ['text', 'flag'],
  ] as const)('of answers that are %s, contradictions lead to %s where the spec leaves it open', async (answers, action) => {
    const { out, told } = await deduplicated([...plain, { ...plain[4]!, output: 'perhaps' }], { answers });
    expect(told).toEqual([`5 conflict ${action}`, `13 conflict ${action}`]);
    expect(out.counts.kept).toBe(action === 'drop' ? 11 : 13);
    expect(out.duplicates.conflicts).toBe(1);
  });

  test('ends the run over contradictions where the spec says so, naming lines and the setting', async () => {
    const { out } = await deduplicated([...plain, { ...plain[4]!, output: 'perhaps' }], { conflicts: 'fail' });
    expect(out.refusal?.message).toMatch(/conflict 2\).*rows\.jsonl:5: .*duplicates\.conflicts/);
    expect(out.counts).toEqual({ read: 13, kept: 11, dropped: { conflict: 2 } });
  });

  test('looks at ready-made splits one by one: a row that stands on two sides is a leak, and not of this step', async () => {
    const cleaned = await desk.clean([...plain, plain[0]!]);
    const files = { ...cleaned, answers: 'labels' as const, labels: null };
    const sides: SplitName[] = ['train', 'test'];
    const twice: StepFiles = { ...files, parts: sides.map((split) => ({ split, file: cleaned.parts[0]!.file })) };
    const out = await desk.deduplicate({ ...twice, answers: 'labels', labels: null });
    expect(out.parts.map(({ split, file: { ref } }) => [split, ref.rows])).toEqual([
      ['train', 12],
      ['test', 12],
    ]);
    expect(out.statistics.rows).toBe(24);
  });

  test('tells its progress forward only', async () => {
    const cleaned = await desk.clean(plain);
    const work = await desk.deduplicateWork({ ...cleaned, answers: 'labels', labels: null });
    const parts = (['train', 'validation', 'test'] as const).map((split) => ({ ...work.parts[0]!, split }));
    const seen: number[] = [];
    const { deduplicateParts } = await import('../../src/preparation/deduplicate-parts.ts');
    await deduplicateParts({ ...work, parts, signal: new AbortController().signal, onProgress: (rows) => seen.push(rows) });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(36);
  });

  test('names rows and never what stands in them', async () => {
    const canary = 'canary271828';
    const rows = [
      { input: `${question(77)} ${canary}`, output: `${canary} a` },
      { input: `${question(77)} ${canary}`, output: `${canary} b` },
      { input: `${question(78)} ${canary}`, output: `${canary} c` },
      { input: `${question(78)} ${canary}`, output: `${canary} c` },
    ];
    const { out, findings } = await deduplicated([...plain, ...rows]);
    expect(findings).toHaveLength(3);
    const { quarantine: _, ...rest } = out;
    expect(JSON.stringify([rest, findings])).not.toContain(canary);
  });
});
