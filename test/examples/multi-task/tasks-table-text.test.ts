import { expect, test } from 'vitest';
import { tasksTableText } from '../../../examples/multi-task/tasks-table-text.ts';
import { ClosingTable } from '../../../src/contracts/closing-table.ts';
import type { Estimate } from '../../../src/contracts/evaluation-report.ts';

type Difference = { estimate: number; low: number; high: number };
const estimate = (mean: number): Estimate => ({
  mean,
  low: Math.max(0, mean - 0.07),
  high: Math.min(1, mean + 0.05),
  n: 104,
  method: 'wilson',
});

/** A run of two tasks, of which the first was also trained alone. */
function table(interference: Difference | null): ClosingTable {
  const task = (name: string, fewShot: number | null) => ({
    name,
    retention: null,
    accepted: true,
    tests: [
      {
        name,
        n: 104,
        answers: 'json',
        primary: 'exactMatch',
        zeroShot: 0,
        fewShot,
        before: 0,
        after: 0.9,
        difference: fewShot === null ? null : { estimate: 0.9 - fewShot, low: 0.72, high: 0.88 },
        secondsPerAnswer: { fewShot: 1, tuned: 0.5 },
        promptTokens: { fewShot: 300, tuned: 40 },
        metrics: [
          {
            metric: 'exactMatch',
            zeroShot: estimate(0),
            fewShot: fewShot === null ? null : estimate(fewShot),
            after: estimate(0.9),
            end: estimate(0.9),
          },
        ],
      },
    ],
  });
  const control = { kind: 'singleTask', name: 'card', control: estimate(0.85), tuned: estimate(0.9) };
  return ClosingTable.parse({
    kind: 'multiTask',
    fewShot: 4,
    stages: [task('card', 0.1), task('form', null)],
    controls: interference === null ? [] : [{ ...control, difference: interference }],
    seconds: 600,
    cpuSeconds: 1000,
  });
}
const nothing = { estimate: 0.05, low: -0.02, high: 0.12 };
const cellsOf = (text: string, task: string): string[] =>
  (text.split('\n').find((line) => line.startsWith(`│ ${task} `)) ?? '').split('│').map((cell) => cell.trim());

test('a task has the base, the base with examples, the model of all tasks and its own model side by side, and their difference', () => {
  const text = tasksTableText(table(nothing), 110);
  expect(text).toMatch(/base\s+│ base, 4-shot\s+│ tuned\s+│ alone\s+│ tuned − alone/);
  expect(cellsOf(text, 'card').slice(2, 6)).toEqual(['0 % (0–5)', '10 % (3–15)', '90 % (83–95)', '85 % (78–90)']);
  expect(text).toContain('+5 points');
  expect(text).toContain('card: +80 points (+72 to +88) against the base with examples;');
});

test('what was not measured says so', () => {
  const text = tasksTableText(table(nothing), 110);
  expect(cellsOf(text, 'form')[3]).toBe('not measured');
  expect(text).toContain('form: not measured against the base with examples; it was not trained alone.');
  expect(tasksTableText(table(null), 110)).toContain('nobody knows what training together gained');
});

test('help or harm is claimed only when its interval excludes zero', () => {
  const text = (difference: Difference) => tasksTableText(table(difference), 100);
  expect(text(nothing)).toContain('neither help nor harm from the other tasks shows on 104 rows');
  expect(text(nothing)).toContain('gained no task anything that can be told from chance.');
  expect(text({ estimate: 0.05, low: 0.01, high: 0.12 })).toContain('the other tasks helped it');
  expect(text({ estimate: 0.05, low: 0.01, high: 0.12 })).toContain('Training together helped 1 and harmed 0 of 1 tasks.');
  expect(text({ estimate: -0.05, low: -0.1, high: -0.01 })).toContain('the other tasks harmed it');
  expect(text({ estimate: -0.05, low: -0.1, high: -0.01 })).toContain('told from chance, and harmed 1 of 1.');
});

test('the table fits the terminal that it is drawn for', () => {
  for (const width of [90, 100, 110]) {
    const drawn = tasksTableText(table(nothing), width)
      .split('\n')
      .filter((line) => /[│─]/.test(line));
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThanOrEqual(width);
  }
});
