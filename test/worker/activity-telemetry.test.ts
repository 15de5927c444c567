import { expect, test } from 'vitest';
import { stageOf } from '../../src/worker/activity-telemetry.ts';

const set = (test: string) => ({ set: { test, rows: {} } });

test.each([
  ['names it', { stage: 'cards', files: [] }, 'cards'],
  ['trains it', { runId: 'r', job: { stage: 'cards', trainKey: 'k' } }, 'cards'],
  ['tests its rows alone', { tests: [set('cards'), set('cards')] }, 'cards'],
  ['compares on its rows', { pairs: [set('cards')], seed: 0 }, 'cards'],
  ['tests the rows of several', { tests: [set('cards'), set('names')] }, null],
  ['is for the whole run', { spec: {}, datasets: [] }, null],
  ['is nothing that is known', 'text', null],
])('the stage of a request that %s', (_, request, stage) => {
  expect(stageOf(request)).toBe(stage);
});
