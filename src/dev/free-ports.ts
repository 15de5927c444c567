import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { AnnealFailure } from '../contracts/failure.ts';

const loopback = '127.0.0.1';

/**
 * Ports come in blocks. Whoever listens on a block's guard port owns the block, for as long as it listens: the kernel
 * makes the claim atomic between processes and takes it back when its owner dies. All ranges lie below the ephemeral
 * ports of Linux (32768) and macOS (49152), so that no outgoing connection takes a port while a server restarts.
 */
const blocks = { count: 400, width: 8, firstGuard: 10_500, firstPort: 11_000 };
/** seaweedfs opens a gRPC port this far above each of its ports. */
const twinOffset = 10_000;

export interface PortReservation {
  readonly ports: readonly number[];
  release(): void;
}

/**
 * Claims `count` loopback ports whose twins at +10,000 are free too, until release() or this process's death.
 * The same `seed` (a folder, say) finds the same ports again where they are free.
 * @throws AnnealFailure InvalidInput when every block is taken.
 */
export async function reservePorts(count: number, seed: string): Promise<PortReservation> {
  const first = createHash('sha256').update(seed).digest().readUInt32BE(0) % blocks.count;
  for (let turn = 0; turn < blocks.count; turn++) {
    const reservation = await claimBlock((first + turn) % blocks.count, count);
    if (reservation) return reservation;
  }
  throw new AnnealFailure(
    'InvalidInput',
    `No free ports between ${blocks.firstPort} and ${blocks.firstPort + blocks.count * blocks.width} on ${loopback}: ` +
      'every block of them is in use. Stop other Anneal environments, or pass explicit ports.',
  );
}

async function claimBlock(block: number, count: number): Promise<PortReservation | null> {
  const guard = await listen(blocks.firstGuard + block);
  if (!guard) return null;
  const start = blocks.firstPort + block * blocks.width;
  const ports = Array.from({ length: count }, (_, index) => start + index);
  const free = await Promise.all(ports.flatMap((port) => [isPortFree(port), isPortFree(port + twinOffset)]));
  if (free.every(Boolean)) return { ports, release: () => guard.close() };
  guard.close();
  return null;
}

/** Whether a server could listen on this loopback port now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (!server) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.unref();
    server.once('error', () => resolve(null));
    server.listen({ port, host: loopback, exclusive: true }, () => resolve(server));
  });
}
