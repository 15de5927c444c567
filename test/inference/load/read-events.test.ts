import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEvents } from '../../../src/inference/load/read-events.ts';

async function eventsOf(text: string, cuts: readonly number[] = []): Promise<string[]> {
  const bytes = new TextEncoder().encode(text);
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  async function* chunks() {
    for (const [index, start] of [0, ...at].entries()) yield bytes.subarray(start, at[index]);
  }
  const events: string[] = [];
  for await (const event of readEvents(chunks())) events.push(event);
  return events;
}

describe('server-sent events', () => {
  test('are told by their data; comments, other fields and an event without an end are not', async () => {
    expect(await eventsOf(': hello\n\nevent: x\nid: 7\ndata: one\n\ndata:two\ndata:  lines\n\n\ndata: cut')).toEqual([
      'one',
      'two\n lines',
    ]);
  });

  test('may end their lines in each of three ways', async () => {
    expect(await eventsOf('data: a\r\n\r\ndata: b\r\rdata: c\n\n')).toEqual(['a', 'b', 'c']);
  });

  test('are the same wherever the network cuts them, in the middle of a character too', async () => {
    const text = 'data: {"content": "naïve ✓ 𝄞"}\r\n\r\ndata: x\n\n:ping\n\ndata: [DONE]\r\n\r\n';
    const whole = await eventsOf(text);
    expect(whole).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200), { maxLength: 12 }), async (cuts) => {
        expect(await eventsOf(text, cuts)).toEqual(whole);
      }),
    );
  });

  test('that never end are given up before they fill the memory', async () => {
    async function* endless() {
      for (;;) yield new Uint8Array(1024 * 1024).fill(120);
    }
    await expect(readEvents(endless()).next()).rejects.toThrow('longer than 16 MiB');
  });
});
