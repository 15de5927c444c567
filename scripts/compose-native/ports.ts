import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { isPortFree } from '../../src/dev/free-ports.ts';
import type { ComposeService } from './compose-file.ts';

/**
 * Looks whether every port that the compose file publishes is free.
 * @throws AnnealFailure InvalidInput for the first one that is taken, naming the variable that sets it.
 */
export async function checkPorts(services: readonly ComposeService[], variables: ReadonlyMap<string, string>): Promise<void> {
  for (const { name, ports } of services) {
    for (const { address, hostPort, containerPort } of ports) {
      const server = await listen(address, hostPort, () => {});
      if (server === null) throw portTaken(name, address, hostPort, variables.get(`${name}:${containerPort}`)!);
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

/**
 * Publishes a service's ports as a container engine does: listens where the compose file says and passes on to the service.
 * After the service is up, because seaweedfs listens on 127.0.0.1 beside the address that it is given; then it is reached
 * there by itself.
 */
export async function publishPorts({ ports }: ComposeService, serviceAddress: string): Promise<Forward> {
  const open = await Promise.all(
    ports.map(async ({ address, hostPort, containerPort }) => {
      const from = { host: address, port: hostPort };
      const isThere = hostPort === containerPort && !(await isPortFree(hostPort));
      return isThere ? null : forward(from, { host: serviceAddress, port: containerPort });
    }),
  );
  return { close: () => open.forEach((each) => each?.close()) };
}

export interface Forward {
  close(): void;
}

interface Endpoint {
  host: string;
  port: number;
}

/** Passes connections on. @throws AnnealFailure InvalidInput when the port has been taken in the meantime. */
export async function forward(from: Endpoint, to: Endpoint): Promise<Forward> {
  const server = await listen(from.host, from.port, (socket) => passOn(socket, to));
  if (server === null) throw new AnnealFailure('InvalidInput', `Port ${from.port} on ${from.host} was free a moment ago and is taken now.`);
  return { close: () => void server.close() };
}

/** The same as soon as somebody listens there, so that nobody is taken for healthy before; null when the program ends instead. */
export async function forwardOnce(from: Endpoint, to: Endpoint, ended: Promise<unknown>): Promise<Forward | null> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (await isPortFree(to.port)) {
    if (isOver) return null;
    await delay(100);
  }
  return forward(from, to);
}

/** Whether somebody takes connections there. */
export function portAnswers({ host, port }: Endpoint): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => resolve(true)).on('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function portTaken(service: string, address: string, port: number, variable: string): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `Port ${port} on ${address}, on which ${service} is to be reached, is taken by another process ("lsof -i :${port}" names it). ` +
      `Set ${variable} to a free port (in .env, or before the command), or end that process.`,
    { details: { port, variable } },
  );
}

function passOn(socket: Socket, { host, port }: Endpoint): void {
  const upstream = connect(port, host);
  for (const end of [socket, upstream]) end.on('error', () => [socket, upstream].forEach((each) => each.destroy()));
  socket.pipe(upstream).pipe(socket);
}

function listen(address: string, port: number, onConnection: (socket: Socket) => void): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer(onConnection);
    server.unref();
    server.once('error', () => resolve(null));
    server.listen({ host: address, port, exclusive: true }, () => resolve(server));
  });
}
