/** Twelve bad rows for the demo: what data preparation has to find, with the place of each. */
import type { ChatRow } from './rows.ts';

type PlantedRule = 'exact-duplicate' | 'leak' | 'malformed' | 'empty' | 'last-message-not-assistant' | 'missing-field';
/** `line` counts from 1. `same` names the good row that a duplicate or a leak repeats. */
export type Planted = { file: string; line: number; rule: PlantedRule; same?: { file: string; line: number } };
/** A bad line, the (good) row number that it goes in front of, and what it repeats. */
type Bad = { before: number; rule: PlantedRule; text: string; same?: { file: string; row: number } };
type StageLines = { train: readonly ChatRow[]; test: readonly ChatRow[] };

const line = (row: unknown): string => JSON.stringify(row);

function altered(row: ChatRow, change: (messages: Record<string, string>[]) => unknown[]): string {
  return line({ ...row, messages: change(row.messages.map((message) => ({ ...message }))) });
}

const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index];
  if (item === undefined) throw new RangeError(`no row ${index}`);
  return item;
};

/** Bad lines of one stage's training file; what is wrong differs from stage to stage. */
const badLines: Record<string, (rows: StageLines, testFile: string, trainFile: string) => Bad[]> = {
  general: ({ train, test }, testFile, trainFile) => [
    { before: 40, rule: 'exact-duplicate', text: line(at(train, 12)), same: { file: trainFile, row: 12 } },
    { before: 77, rule: 'leak', text: line(at(test, 30)), same: { file: testFile, row: 30 } },
    { before: 101, rule: 'malformed', text: line(at(train, 100)).slice(0, -25) },
    {
      before: 130,
      rule: 'empty',
      text: altered(at(train, 131), ([system, user, answer]) => [system, user, { ...answer, content: '' }]),
    },
  ],
  specific: ({ train, test }, testFile, trainFile) => [
    { before: 25, rule: 'leak', text: line(at(test, 8)), same: { file: testFile, row: 8 } },
    { before: 90, rule: 'exact-duplicate', text: line(at(train, 51)), same: { file: trainFile, row: 51 } },
    {
      before: 119,
      rule: 'last-message-not-assistant',
      text: altered(at(train, 140), (messages) => [...messages, { role: 'user', content: 'Please check this card again.' }]),
    },
    { before: 150, rule: 'missing-field', text: altered(at(train, 161), ([system, user]) => [system, user, { role: 'assistant' }]) },
    { before: 188, rule: 'malformed', text: line(at(train, 190)).replaceAll('"role"', "'role'") },
    {
      before: 201,
      rule: 'empty',
      text: altered(at(train, 200), ([system, user, answer]) => [system, { ...user, content: '' }, answer]),
    },
  ],
  company: ({ train, test }, testFile, trainFile) => [
    { before: 33, rule: 'exact-duplicate', text: line(at(train, 4)), same: { file: trainFile, row: 4 } },
    { before: 70, rule: 'leak', text: line(at(test, 55)), same: { file: testFile, row: 55 } },
  ],
};

/** The lines of a stage's training file with its bad ones in place, and where they stand. */
export function plant(stage: string, rows: StageLines): { lines: string[]; planted: Planted[] } {
  const trainFile = `data/${stage}/train.jsonl`;
  const bad = (badLines[stage]?.(rows, `data/${stage}/test.jsonl`, trainFile) ?? []).toSorted((a, b) => a.before - b.before);
  const lineOfRow = (row: number): number => row + 1 + bad.filter(({ before }) => before <= row).length;
  const lines = rows.train.flatMap((row, index) => [...bad.filter(({ before }) => before === index).map(({ text }) => text), line(row)]);
  const planted = bad.map(({ before, rule, same }, index): Planted => {
    const place = { file: trainFile, line: before + index + 1, rule };
    return same ? { ...place, same: { file: same.file, line: same.file === trainFile ? lineOfRow(same.row) : same.row + 1 } } : place;
  });
  return { lines, planted };
}
