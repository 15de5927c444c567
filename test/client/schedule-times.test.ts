import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scheduleTimes, timesText } from '../../src/client/schedule-times.ts';

describe('times of a schedule', () => {
  test('are a cron expression, in UTC unless a zone is named', () => {
    expect(scheduleTimes({ cron: '0 2 * * *' })).toEqual({ cronExpressions: ['0 2 * * *'] });
    expect(scheduleTimes({ cron: '@daily', timeZone: 'Europe/Berlin' })).toEqual({
      cronExpressions: ['@daily'],
      timezone: 'Europe/Berlin',
    });
  });

  test('or an interval in seconds, minutes, hours or days', () => {
    const ms = (every: string) => scheduleTimes({ every }).intervals![0]!.every;
    expect([ms('90s'), ms('30m'), ms('6 h'), ms('1d')]).toEqual([90_000, 1_800_000, 21_600_000, 86_400_000]);
  });

  test.each([
    [{}, 'one of the two'],
    [{ cron: '0 2 * * *', every: '1d' }, 'one of the two'],
    [{ every: '59s' }, 'at least a minute'],
    [{ every: 'daily' }, 'at least a minute'],
    [{ every: '1.5h' }, 'at least a minute'],
    [{ every: '-2h' }, 'at least a minute'],
    [{ cron: '0 2 * * *', timeZone: 'Mars/Olympus' }, 'Europe/Berlin'],
    [{ every: '1d', timeZone: 'Europe/Berlin' }, 'goes with cron'],
  ])('refuse %o and say what is allowed', (times, allowed) => {
    expect(() => scheduleTimes(times)).toThrow(
      expect.objectContaining({ name: 'InvalidInput', message: expect.stringContaining(allowed) as string }) as Error,
    );
  });

  test('are told as they would be given, whatever the length', () => {
    assert(
      property(integer({ min: 1, max: 10_000 }), constantFrom('m', 'h', 'd'), (number, unit) => {
        const [given] = scheduleTimes({ every: `${number}${unit}` }).intervals!;
        const text = timesText({ intervals: [{ every: given!.every as number, offset: 0 }] })[0]!;
        expect(scheduleTimes({ every: text.replace('every ', '') }).intervals).toEqual([given]);
      }),
    );
  });
});
