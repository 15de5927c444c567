import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { AnnealFailure } from '../../src/contracts/failure.ts';
import { startTemporalServer } from '../../src/dev/temporal-server.ts';
import type { TemporalServerOptions } from '../../src/dev/temporal-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function start(options: Partial<TemporalServerOptions> = {}) {
  const server = await startTemporalServer({ folder: temporaryFolder(), ...options });
  onTestFinished(() => server.stop());
  return server;
}

async function withClient<T>(address: string, body: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await body(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

test('a run survives the death of the server by kill -9 and its restart on the same address', async () => {
  const server = await start({ ui: false });
  const { address, pid } = server;
  const runId = await withClient(address, async (client) => {
    const handle = await client.workflow.start('wait', {
      taskQueue: 'nobody',
      workflowId: 'kept',
      searchAttributes: { AnnealStage: ['specific'], AnnealScore: [0.5] },
    });
    return handle.firstExecutionRunId;
  });

  await server.kill();
  expect(server.running).toBe(false);
  await expect(Connection.connect({ address, connectTimeout: 500 })).rejects.toThrow('Failed to connect');
  await server.restart();

  expect(server.address).toBe(address);
  expect(server.pid).not.toBe(pid);
  const description = await withClient(address, (client) => client.workflow.getHandle('kept').describe());
  expect(description).toMatchObject({ runId, searchAttributes: { AnnealStage: ['specific'], AnnealScore: [0.5] } });
});

test('the UI answers at its address, and is not there when it is not wanted', async () => {
  const [withUi, headless] = await Promise.all([start(), start({ ui: false })]);
  const answer = await fetch(`${withUi.uiUrl}/api/v1/namespaces/default`); // through the UI to the server behind it
  expect(await answer.json()).toMatchObject({ namespaceInfo: { name: 'default' } });
  expect(headless.uiUrl).toBeNull();
});

test('a server that dies unasked is back by itself when supervised', async () => {
  const restarted = Promise.withResolvers<number>();
  const server = await start({ ui: false, supervision: { onRestart: restarted.resolve, onLost: restarted.reject } });
  const first = server.pid;
  process.kill(first, 'SIGKILL');
  expect(await restarted.promise).toBe(server.pid);
  expect(server.pid).not.toBe(first);
  await withClient(server.address, (client) => client.workflow.count());
});

test('a taken port is refused by its number before anything starts', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void squatter.close());
  await once(squatter, 'listening');
  const { port } = squatter.address() as AddressInfo;
  const failure = await start({ port }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AnnealFailure);
  expect(failure).toMatchObject({ name: 'TemporalUnavailable', message: expect.stringContaining(`port ${port} on 127.0.0.1 is taken`) });
});

test('a server that ends while starting is one error with the end of its log', async () => {
  const failure = await start({ executable: '/bin/ls' }).catch((error: unknown) => error); // refuses the server's arguments
  expect(failure).toMatchObject({
    name: 'TemporalUnavailable',
    message: expect.stringMatching(/ended while starting[^]*temporal\.log[^]*\/bin\/ls: /),
  });
});

test('a missing program is named together with the command that installs it', async () => {
  const failure = await start({ executable: '/nowhere/temporal' }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'TemporalUnavailable', message: expect.stringMatching(/no \/nowhere\/temporal.*npm run setup/) });
});
