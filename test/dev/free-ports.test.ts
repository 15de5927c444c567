import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { isPortFree, reservePorts } from '../../src/dev/free-ports.ts';

async function reserve(seed: string) {
  const reservation = await reservePorts(5, seed);
  onTestFinished(() => reservation.release());
  return reservation;
}

async function occupy(port: number) {
  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
}

test('reservations made at once never share a port, and all ports and their twins are free', async () => {
  const reservations = await Promise.all(Array.from({ length: 20 }, () => reserve('the same folder')));
  const ports = reservations.flatMap((reservation) => reservation.ports);
  expect(new Set(ports).size).toBe(100);
  const free = await Promise.all(ports.flatMap((port) => [isPortFree(port), isPortFree(port + 10_000)]));
  expect(free).not.toContain(false);
});

test('a released reservation is found again by its seed', async () => {
  const first = await reserve('a folder to come back to');
  first.release();
  expect((await reserve('a folder to come back to')).ports).toEqual(first.ports);
});

test.each([
  ['a port', 0],
  ['the twin of a port', 10_000],
])('a block in which somebody uses %s is passed over', async (_what, offset) => {
  const seed = `used ${offset}`;
  const first = await reserve(seed);
  first.release();
  await occupy(first.ports[2]! + offset);
  const next = await reserve(seed);
  expect(next.ports).not.toContain(first.ports[2]);
});
