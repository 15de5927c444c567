import { describe, expect, test } from 'vitest';
import type { RunCard } from '../../src/policy/run-card.ts';
import { runCard } from '../../src/policy/run-card.ts';
import { contractReviewRun } from '../fixtures/report/contract-review-run.ts';

const stages = ['general', 'specific', 'company'];

function card(changes: Partial<RunCard> = {}, progress: Partial<RunCard['progress']> = {}): string {
  return runCard({
    progress: {
      status: 'training',
      stage: 'specific',
      stages: stages.map((name, index) => ({
        name,
        state: (['accepted', 'running', 'waiting'] as const)[index]!,
        note: ['accepted', 'training, attempt 2', ''][index]!,
      })),
      paused: false,
      waitingFor: null,
      planHash: 'ab'.repeat(32),
      ...progress,
    },
    model: 'contract-review',
    baseModel: 'smollm2-135m',
    rows: [],
    outcomes: [],
    notes: [],
    ...changes,
  });
}

describe('the run card', () => {
  test('begins with where the run is, in bold', () => {
    expect(card().split('\n')[0]).toBe('**Training stage specific (2 of 3)**');
    expect(card({}, { status: 'baseline', stage: null }).split('\n')[0]).toBe('**Measuring the base model**');
    expect(card({}, { status: 'rejected', stage: null }).split('\n')[0]).toBe('**Rejected by its gates: no model is registered**');
  });

  test('names model, base and plan, and every stage with its mark', () => {
    expect(card().split('\n').slice(2)).toEqual([
      'Model **contract-review** from smollm2-135m, plan `abababababab`',
      '',
      '- ✓ **general** accepted',
      '- ▶ **specific** training, attempt 2',
      '- ○ **company**',
    ]);
  });

  test('shows what each stage scored, with intervals, against the base and with what is left of earlier stages', () => {
    const { stages: outcomes } = contractReviewRun();
    const text = card({ outcomes });
    const line = text
      .replaceAll('\u00A0', ' ')
      .split('\n')
      .find((found) => found.startsWith('- **after company:**'))!;
    expect(line).toMatch(/^- \*\*after company:\*\* company 76 % \[\d+, \d+\] exact answers, base 0 %, base with 4 examples 2 %; /);
    expect(line).toMatch(/general 82 % \[\d+, \d+\] accuracy \(\d+ % kept\)/);
    expect(line).toMatch(/specific 81 % \[\d+, \d+\] exact answers \(\d+ % kept\)$/);
  });

  test('says of the data what was dropped and what was kept out of training', () => {
    const rows = [
      { stage: 'general', read: 1200, kept: 1200, leaks: 0 },
      { stage: 'specific', read: 90, kept: 85, leaks: 2 },
    ];
    expect(card({ rows })).toContain(
      '**Data**\n\n- **general:** 1,200 rows, none dropped\n- **specific:** 90 rows, 5 dropped, 2 kept out of training because they are in a test set',
    );
  });

  test('tells a person who is waited for what to send and what each word does', () => {
    const text = card({}, { status: 'waiting', waitingFor: 'specific' });
    expect(text.split('\n')[0]).toBe('**Waiting for your decision on stage specific**');
    expect(text).toContain('`decideStage` with `{"stage": "specific", "decision": "accept"}`');
    for (const word of ['accept', 'rollback', 'retry', 'stop']) expect(text).toContain(`\`${word}\``);
    expect(card()).not.toContain('decideStage');
  });

  test('says how a held run goes on', () => {
    expect(card({}, { paused: true }).split('\n')[0]).toBe('**Paused: the update resume lets it go on, from the checkpoint**');
  });

  test('keeps notes in their order, under the rest', () => {
    expect(card({ notes: ['first', 'second'] })).toMatch(/\n\n\*\*Notes\*\*\n\n- first\n- second$/);
  });

  test('is Markdown that the Temporal UI renders: an empty line before each list, no table, no HTML, no sign of a name taken for markup', () => {
    const text = card({ model: 'a_b_<i>*c*', outcomes: contractReviewRun().stages, notes: ['done'] });
    const lines = text.split('\n');
    const beforeLists = lines.filter((line, index) => !line.startsWith('- ') && lines[index + 1]?.startsWith('- '));
    expect(new Set(beforeLists)).toEqual(new Set(['']));
    expect(text).not.toMatch(/^\|/m);
    expect(text).toContain(String.raw`**a\_b\_\<i\>\*c\***`);
    expect(text).not.toMatch(/\n\n\n/);
  });
});
