import { describe, expect, test } from 'vitest';
import { createSlots } from '../../../src/inference/llama-cpp/slots.ts';
import { ServerBusy } from '../../../src/inference/text-model.ts';

const first = (free: readonly string[]) => free[0]!;
const never = new AbortController().signal;

describe('slots', () => {
  test('are handed out as wished while there are free ones, then in the order of asking', async () => {
    const slots = createSlots(['a', 'b'], 10);
    expect(await slots.take((free) => free.at(-1)!, never)).toBe('b');
    expect(await slots.take(first, never)).toBe('a');
    const order: string[] = [];
    const waiting = [1, 2].map(async (number) => order.push(`${number}${await slots.take(first, never)}`));
    slots.giveBack('b');
    slots.giveBack('a');
    await Promise.all(waiting);
    expect(order).toEqual(['1b', '2a']);
  });

  test('two that ask at the same moment never get one slot', async () => {
    const slots = createSlots(['a'], 10);
    const taken = slots.take(first, never);
    const second = slots.take(first, never);
    expect(await taken).toBe('a');
    expect(await Promise.race([second, Promise.resolve('waits')])).toBe('waits');
    slots.giveBack('a');
    expect(await second).toBe('a');
  });

  test('who gives up waiting leaves the line to the others', async () => {
    const slots = createSlots(['a'], 10);
    await slots.take(first, never);
    const gone = new AbortController();
    const left = slots.take(first, gone.signal);
    const patient = slots.take(first, never);
    gone.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    slots.giveBack('a');
    expect(await patient).toBe('a');
  });

  test('more than may wait are refused', async () => {
    const slots = createSlots(['a'], 1);
    await slots.take(first, never);
    const waiting = slots.take(first, never);
    await expect(slots.take(first, never)).rejects.toThrow(ServerBusy);
    slots.giveBack('a');
    await waiting;
  });

  test('closing refuses whoever waits or comes, and waits for whoever has one', async () => {
    const slots = createSlots(['a', 'b'], 10);
    await slots.take(first, never);
    await slots.take(first, never);
    const waiting = slots.take(first, never);
    const closed = slots.close();
    await expect(waiting).rejects.toThrow(ServerBusy);
    await expect(slots.take(first, never)).rejects.toThrow(ServerBusy);
    slots.giveBack('a');
    expect(await Promise.race([closed.then(() => 'closed'), Promise.resolve('waits')])).toBe('waits');
    slots.giveBack('b');
    await closed;
  });
});
