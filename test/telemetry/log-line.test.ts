import { describe, expect, test } from 'vitest';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { logLine } from '../../src/telemetry/log-line.ts';

const time = new Date('2026-11-23T02:11:40.512Z');
const key = 'sk-abcdefghijklmnopqrstuvwx';
const json = (message: string, fields: Record<string, unknown> = {}, secrets: string[] = []) =>
  JSON.parse(logLine({ level: 'INFO', time, message, fields }, 'json', secrets)) as Record<string, unknown>;

describe('a line of JSON', () => {
  test('has time, level and message, then run, stage, activity and step by the names of the docs', () => {
    const line = logLine(
      {
        level: 'WARN',
        time,
        message: 'Activity failed',
        fields: {
          sdkComponent: 'worker',
          taskQueue: 'anneal-train',
          step: 7,
          attempt: 2,
          activityType: 'trainStage',
          workflowRunId: 'r-1',
          workflowId: 'w-1',
          stage: 'cards',
          taskToken: 'dG9rZW4=',
          isLocal: false,
        },
      },
      'json',
    );
    expect(line).toBe(
      '{"time":"2026-11-23T02:11:40.512Z","level":"warn","message":"Activity failed","workflowId":"w-1","runId":"r-1","stage":"cards","activity":"trainStage","attempt":2,"step":7,"source":"worker","queue":"anneal-train"}',
    );
  });

  test('tells a failure with its cause, and none of its details', () => {
    const cause = new Error('connection reset');
    const error = new AnnealFailure('StoreUnavailable', 'The store is away.', { cause, details: { row: 'text of a row' } });
    expect(json('no', { error })).toMatchObject({
      error: {
        name: 'StoreUnavailable',
        message: 'The store is away.',
        stack: expect.any(String) as string,
        cause: { message: 'connection reset' },
      },
    });
    expect(JSON.stringify(json('no', { error }))).not.toContain('text of a row');
  });

  test('shows no secret: neither what is shaped like one nor one that is known, at whatever depth', () => {
    const line = JSON.stringify(
      json(`failed with ${key}`, { note: ['plain-secret-value', { deep: key }], error: new Error(`at plain-secret-value`) }, [
        'plain-secret-value',
      ]),
    );
    expect(line).not.toContain(key);
    expect(line).not.toContain('plain-secret-value');
    expect(line.match(/\[redacted\]/g)!.length).toBeGreaterThanOrEqual(4);
  });

  test('stays one line, and ends, whatever it is given', () => {
    const ring: Record<string, unknown> = { name: 'ring' };
    ring['self'] = ring;
    const line = logLine(
      {
        level: 'INFO',
        time,
        message: 'two\nlines',
        fields: { ring, big: 2n ** 70n, at: time, act: () => 1, none: null, many: Array.from({ length: 900 }, String) },
      },
      'json',
    );
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({ message: 'two\nlines', big: '1180591620717411303424', at: time.toISOString() });
    expect(JSON.parse(line)).not.toHaveProperty('none');
    expect(line.length).toBeLessThan(2_000);
  });
});

describe('a line of text', () => {
  test('reads from left to right: when, how bad, what, where', () => {
    const fields = { workflowId: 'w-1', stage: 'cards', note: 'two words' };
    expect(logLine({ level: 'INFO', time, message: 'training begins', fields }, 'text')).toBe(
      '2026-11-23T02:11:40.512Z INFO  training begins workflowId=w-1 stage=cards note="two words"',
    );
  });

  test('puts the stack of a failure below, and lets nothing steer the terminal', () => {
    const text = logLine({ level: 'ERROR', time, message: 'odd \u001b[2J', fields: { error: new Error('broken') } }, 'text');
    expect(text).toMatch(/^\S+ ERROR odd ·\[2J\nError: broken\n {4}at /);
  });
});
