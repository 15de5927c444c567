import { isUtf8 } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { RowRule } from '../../../src/contracts/row-finding.ts';
import { piiEntities } from '../pii-text/pii-entity.ts';
import { generatePlantedDataset, type PlantedFile } from './generate-planted-dataset.ts';
import { highestJaccard } from './jaccard.ts';

const files = generatePlantedDataset(17, 20_000);
const linesOf = new Map(files.map((file) => [file.name, [...file.lines()]]));
const lines = ({ name }: PlantedFile): Buffer[] => linesOf.get(name)!;
const defects = files.flatMap((file) => file.defects);

/** Lines in which nothing was planted; look-alikes and the rows that conflicts contradict are not among them. */
function cleanLines(file: PlantedFile): Buffer[] {
  const marked = new Set([...file.defects.map(({ line }) => line), ...file.lookalikes.map(({ line }) => line)]);
  return lines(file).filter((_, index) => !marked.has(index + 1));
}

type Written = {
  messages?: { role: string; content: string }[];
  input?: string | { messages: { content: string }[] };
  prompt?: string;
  output?: string;
  completion?: string;
};
function textOf(line: Buffer): string {
  const row = JSON.parse(line.toString()) as Written;
  if (row.messages !== undefined) return row.messages.map(({ content }) => content).join('\n');
  if (typeof row.input === 'object') return row.input.messages[0]!.content;
  return `${row.input ?? row.prompt}\n${row.output ?? row.completion}`;
}

describe('the planted files', () => {
  test('hold all rows asked for, one a line', () => {
    expect(files.reduce((sum, file) => sum + lines(file).length, 0)).toBe(20_000);
    expect(
      files.flatMap((file) => lines(file).flatMap((line, index) => (line.indexOf(10) === line.length - 1 ? [] : [index + 1]))),
    ).toEqual([]);
  });

  test('have every rule but those of plug-ins and of answers’ kinds that a rule of its own tells', () => {
    const planted = new Set(defects.map(({ rule }) => rule));
    expect(RowRule.options.filter((rule) => !planted.has(rule))).toEqual(['domain', 'wrong-answer']);
    expect(piiEntities.filter((entity) => !defects.some((defect) => defect.entity === entity))).toEqual([]);
  });

  test('have about 100 lines of each rule and entity, but few of the large ones', () => {
    const counts = new Map<string, number>();
    for (const { rule, entity } of defects) counts.set(entity ?? rule, (counts.get(entity ?? rule) ?? 0) + 1);
    expect([...counts].flatMap(([rule, count]) => (count < 90 ? [rule] : [])).toSorted()).toEqual(['too-long-line', 'too-many-tokens']);
  });

  test('plant no line twice, and repeat earlier lines that stay clean', () => {
    for (const file of files) {
      const planted = file.defects.map(({ line }) => line);
      expect(new Set(planted).size).toBe(planted.length);
      const originals = file.defects.filter(({ rule }) => rule === 'exact-duplicate' || rule === 'near-duplicate');
      expect(originals.filter(({ line, of }) => of === undefined || of >= line || planted.includes(of))).toEqual([]);
    }
  });

  test('record how alike near-duplicates are', () => {
    const alike = defects.filter(({ rule }) => rule === 'near-duplicate').map(({ jaccard }) => jaccard!);
    expect(Math.min(...alike)).toBeGreaterThan(0.2);
    expect(Math.max(...alike)).toBeLessThan(1);
  });

  test('are the same for a seed, each time they are read', () => {
    const again = generatePlantedDataset(17, 20_000)[1]!;
    expect(Buffer.concat([...again.lines()]).equals(Buffer.concat(lines(files[1]!)))).toBe(true);
    expect(again.defects).toEqual(files[1]!.defects);
    expect(Buffer.concat([...generatePlantedDataset(18, 20_000)[1]!.lines()]).equals(Buffer.concat(lines(files[1]!)))).toBe(false);
  });

  test('leak rows of the frozen test and no others', () => {
    for (const file of files) {
      const frozen = [...file.frozenTest()];
      const leaks = file.defects.filter(({ rule, detail }) => rule === 'leak' && detail === 'same');
      expect(leaks.filter(({ line, of }) => textOf(lines(file)[line - 1]!) !== textOf(frozen[of! - 1]!))).toEqual([]);
      expect(leaks.length).toBeGreaterThan(0);
    }
  });
});

describe('clean rows', () => {
  test('are JSON with well-formed text in NFC', () => {
    const bad = files.flatMap(cleanLines).filter((line) => !textOf(line).isWellFormed() || textOf(line) !== textOf(line).normalize('NFC'));
    expect(bad).toEqual([]);
  });

  test('are no near-duplicates of one another', () => {
    for (const file of files) expect(highestJaccard(cleanLines(file).slice(0, 2500).map(textOf)).similarity).toBeLessThan(0.5);
  });

  test('that look alike differ in their prompts and in their answers', () => {
    for (const file of files) {
      expect(file.lookalikes.length).toBe(100);
      expect(file.lookalikes.filter(({ line, of }) => textOf(lines(file)[line - 1]!) === textOf(lines(file)[of - 1]!))).toEqual([]);
    }
  });
});

describe('defects are what they are called', () => {
  const planted = (rule: string, detail?: string) =>
    files.flatMap((file) =>
      file.defects
        .filter((one) => one.rule === rule && (detail ?? one.detail) === one.detail)
        .map((one) => ({ ...one, bytes: lines(file)[one.line - 1]!, file })),
    );
  const parses = (line: Buffer): boolean => {
    try {
      JSON.parse(line.toString());
      return true;
    } catch {
      return false;
    }
  };

  test('malformed lines do not parse (but for those that are too deep), and lines of a wrong shape do', () => {
    expect(
      planted('malformed')
        .filter(({ bytes, detail }) => parses(bytes) !== (detail === 'too deep'))
        .map(({ line }) => line),
    ).toEqual([]);
    expect(
      planted('invalid-shape')
        .filter(({ bytes }) => !parses(bytes))
        .map(({ line }) => line),
    ).toEqual([]);
  });

  test('broken encodings are bytes that are no UTF-8, or escapes of halves and of NUL', () => {
    const whole = planted('encoding').filter(({ bytes }) => isUtf8(bytes) && !/\\u(d83d|dc00|0000)/.test(bytes.toString()));
    expect(whole.map(({ line }) => line)).toEqual([]);
    expect(planted('encoding', 'latin-1 byte').every(({ bytes }) => !isUtf8(bytes))).toBe(true);
  });

  test('a line that is too long has more than 8 MiB', () => {
    expect(planted('too-long-line').every(({ bytes }) => bytes.length > 8 * 1024 * 1024)).toBe(true);
  });

  test('decomposed copies are other bytes than the rows that they repeat', () => {
    const copies = planted('exact-duplicate', 'decomposed');
    const different = copies.filter(({ bytes, of, file }) => textOf(bytes) !== textOf(lines(file)[of! - 1]!));
    expect(different.length).toBeGreaterThan(copies.length / 2);
    expect(
      copies.filter(({ bytes, of, file }) => textOf(bytes).normalize('NFC') !== textOf(lines(file)[of! - 1]!)).map(({ line }) => line),
    ).toEqual([]);
  });
});
