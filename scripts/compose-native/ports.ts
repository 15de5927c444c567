import { connect, createServer, type Server, type Socket } from 'node:net';
import { AnnealFailure } from '../../src/contracts/failure.ts';
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
 * After the service is up: seaweedfs wants its port free on 127.0.0.1 too while it starts, wherever it listens.
 */
export async function publishPorts({ ports }: ComposeService, serviceAddress: string): Promise<{ close(): void }> {
  const open = await Promise.all(
    ports.map(({ address, hostPort, containerPort }) =>
      listen(address, hostPort, (socket) => passOn(socket, containerPort, serviceAddress)),
    ),
  );
  return { close: () => open.forEach((server) => server?.close()) };
}

function portTaken(service: string, address: string, port: number, variable: string): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `Port ${port} on ${address}, on which ${service} is to be reached, is taken by another process ("lsof -i :${port}" names it). ` +
      `Set ${variable} to a free port (in .env, or before the command), or end that process.`,
    { details: { port, variable } },
  );
}

function passOn(socket: Socket, port: number, host: string): void {
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
