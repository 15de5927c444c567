import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newLines } from '../../src/telemetry/new-lines.ts';

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-lines-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'trainer.log');
}

test('a file gives its new lines once, each when it is whole', () => {
  const file = newFile();
  const written = newLines(file);
  expect(written()).toEqual([]);
  writeFileSync(file, 'first\nsecond, hal');
  expect(written()).toEqual(['first']);
  expect(written()).toEqual([]);
  appendFileSync(file, 'f\n\nthird é\n');
  expect(written()).toEqual(['second, half', 'third é']);
});

test('a file that was cut is read from its beginning', () => {
  const file = newFile();
  const written = newLines(file);
  writeFileSync(file, 'a long line of the time before\n');
  expect(written()).toHaveLength(1);
  truncateSync(file);
  appendFileSync(file, 'after\n');
  expect(written()).toEqual(['after']);
});

test('of a flood only the end is told', () => {
  const file = newFile();
  const written = newLines(file);
  writeFileSync(file, `${'x'.repeat(99)}\n`.repeat(20_000));
  expect(written().length).toBeLessThan(10_600);
  expect(written()).toEqual([]);
});
