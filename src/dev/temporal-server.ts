import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Connection } from '@temporalio/client';
import { venvExecutable } from './checkout.ts';
import { reservePorts } from './free-ports.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess, Supervision } from './server-process.ts';

export interface TemporalServerOptions {
  /** Holds the database file; one server each. */
  folder: string;
  /** Default: true. */
  ui?: boolean;
  /** Default: temporal.log in the folder. */
  logFile?: string;
  /** Default: a free one, the same for the same folder. The UI takes another free one. */
  port?: number;
  /** Default: the one that set-up installs in the checkout. */
  executable?: string;
  /** Start it again when it dies. Default: no. */
  supervision?: Supervision;
}

export interface TemporalServer extends ServerProcess {
  /** host:port of the gRPC front end. */
  readonly address: string;
  readonly uiUrl: string | null;
}

const namespace = 'default';
/** Registered at every start: what runs show in the UI's lists. */
const searchAttributes = {
  AnnealStage: 'Keyword',
  AnnealStatus: 'Keyword',
  AnnealModel: 'Keyword',
  AnnealBackend: 'Keyword',
  AnnealScore: 'Double',
};

/**
 * Starts a real Temporal server on loopback with its database in a file, so that runs survive its death.
 * @throws AnnealFailure TemporalUnavailable when it does not come up.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const folder = resolve(options.folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const reservation = await reservePorts(2, `temporal ${folder}`);
  const port = options.port ?? reservation.ports[0]!;
  const uiPort = (options.ui ?? true) ? reservation.ports[1]! : null;
  const address = `127.0.0.1:${port}`;
  const uiUrl = uiPort === null ? null : `http://127.0.0.1:${uiPort}`;
  const server = await startServer({
    name: 'Temporal server',
    failure: 'TemporalUnavailable',
    executable: options.executable ?? venvExecutable('temporal'),
    args: serverArguments(folder, port, uiPort),
    env: {},
    folder,
    logFile: resolve(options.logFile ?? join(folder, 'temporal.log')),
    ports: uiPort === null ? [port] : [port, uiPort],
    reservation,
    graceMs: 10_000,
    probe: async () => {
      await probeNamespace(address);
      if (uiUrl !== null) await probeUi(uiUrl);
    },
    ...(options.supervision && { supervision: options.supervision }),
  });
  return Object.defineProperties(server as TemporalServer, {
    address: { value: address, enumerable: true },
    uiUrl: { value: uiUrl, enumerable: true },
  });
}

function serverArguments(folder: string, port: number, uiPort: number | null): string[] {
  return [
    ['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--db-filename', join(folder, 'temporal.db')],
    ['--log-format', 'text', '--log-level', 'warn'],
    uiPort === null ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch'],
    Object.entries(searchAttributes).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ].flat();
}

/** The front end answers before the namespace and the search attributes are there; a run may start only after. */
async function probeNamespace(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.withDeadline(Date.now() + 2_000, async () => {
      await connection.workflowService.describeNamespace({ namespace });
      const { customAttributes } = await connection.operatorService.listSearchAttributes({
        namespace,
      });
      const missing = Object.keys(searchAttributes).filter((name) => !(name in (customAttributes ?? {})));
      if (missing.length > 0) throw new Error(`search attributes not registered yet: ${missing.join(', ')}`);
    });
  } finally {
    await connection.close();
  }
}

/** The UI serves its pages before it has reached the server behind it; until then whoever opens a run sees an error. */
async function probeUi(uiUrl: string): Promise<void> {
  const answer = await fetch(`${uiUrl}/api/v1/namespaces/${namespace}`, { signal: AbortSignal.timeout(2_000) });
  if (!answer.ok) throw new Error(`the UI answers ${answer.status}`);
  await answer.body?.cancel();
}
