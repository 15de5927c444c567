import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { connectTemporal } from '../client/connect-temporal.ts';
import { registeredSearchAttributes } from '../client/registered-search-attributes.ts';
import { installedPython, readConfig, type Config } from '../config.ts';
import { queueKinds, queueName, type QueueKind } from '../contracts/queues.ts';
import { pythonProblem } from '../dev/set-up.ts';
import { isCheckout, setupCommand } from '../package-folder.ts';
import { searchAttributes } from '../contracts/search-attributes.ts';
import { redact } from '../contracts/secrets.ts';
import { probeStore } from '../storage/probe.ts';
import { createTrainerPool } from '../trainer-process/trainer-pool.ts';
import { isOlderNode, oldestNode } from '../version.ts';

/** One thing looked at. `absent`: not there, and not needed for everything. */
export interface Check {
  name: string;
  state: 'fine' | 'absent' | 'wrong';
  detail: string;
  /** What to do; null where nothing is to be done. */
  mend: string | null;
}

const run = promisify(execFile);
const installIt = `Run "${setupCommand}"; it installs what trainer/requirements.lock pins.`;
const fine = (name: string, detail: string): Check => ({ name, state: 'fine', detail, mend: null });
const wrong = (name: string, error: unknown, mend: string): Check => ({
  name,
  state: 'wrong',
  detail: redact(error instanceof Error ? error.message : String(error)),
  mend,
});

/** Looks at everything that a worker and a client need. Changes nothing but a scratch prefix of the store, which it cleans. */
export async function examine(config: Config = readConfig()): Promise<Check[]> {
  const [python, trainer, temporal, store] = await Promise.all([
    checkPython(config),
    checkTrainer(config),
    checkTemporal(config),
    checkStore(config),
  ]);
  return [checkNode(), python, ...trainer, ...temporal, ...store];
}

/** TypeScript runs as it is in a checkout; the package is compiled. */
function checkNode(): Check {
  const needed = isCheckout ? '24' : oldestNode;
  if (!isOlderNode(process.version, needed)) return fine('Node', process.version);
  return wrong(
    'Node',
    `${process.version}; ${needed} or newer is needed`,
    isCheckout
      ? 'Start through npm (`npm run -s anneal -- …`), which puts the pinned Node on the PATH.'
      : 'Install a newer one (https://nodejs.org).',
  );
}

async function checkPython({ python, setUpFolder }: Config): Promise<Check> {
  if (existsSync(python)) {
    try {
      return fine('Python', `${(await run(python, ['--version'])).stdout.trim()} at ${python}`);
    } catch (error) {
      return wrong('Python', error, installIt);
    }
  }
  if (python !== installedPython(setUpFolder))
    return wrong('Python', `${python} does not exist`, 'Correct ANNEAL_PYTHON: it names a Python that has the trainer’s packages.');
  const problem = await pythonProblem();
  if (problem === null) return wrong('Python', `${python} does not exist`, installIt);
  return wrong('Python', `${python} does not exist, and there is none to make it with`, problem);
}

/** Files that went missing after a whole set-up are not looked for by the next one. */
const mendOf = ({ python, setUpFolder }: Config) =>
  python === installedPython(setUpFolder)
    ? `Remove ${dirname(dirname(python))} and run "${setupCommand}"; it installs what trainer/requirements.lock pins.`
    : 'Install what trainer/requirements.lock pins into the Python that ANNEAL_PYTHON names.';

/** Starts a trainer, which also tells about the processor and GPUs. */
async function checkTrainer(config: Config): Promise<Check[]> {
  const { python, trainerFolder } = config;
  if (!existsSync(python)) return [];
  const home = join(tmpdir(), `anneal-doctor-${process.pid}`);
  const pool = createTrainerPool({
    python,
    trainerFolder,
    home,
    environment: config.trainerEnvironment,
    threads: 1,
  });
  try {
    return await pool.withTrainer({}, async ({ hello }) => [
      fine(
        'Trainer',
        Object.entries(hello.versions)
          .map(([name, version]) => `${name} ${version}`)
          .join(', '),
      ),
      hello.cuda
        ? fine('GPU', hello.device)
        : {
            name: 'GPU',
            state: 'absent',
            detail: `none; trains on ${hello.cores} cores${hello.bfloat16 ? ' in bfloat16' : ' in float32 (this CPU has no bfloat16)'}`,
            mend: null,
          },
    ]);
  } catch (error) {
    return [wrong('Trainer', error, mendOf(config))];
  } finally {
    await pool.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function checkTemporal(config: Config): Promise<Check[]> {
  try {
    const client = await connectTemporal(config);
    try {
      const { namespace } = client.options;
      const registered: string[] = await registeredSearchAttributes(client.connection, namespace);
      const missing = Object.entries(searchAttributes).filter(([name]) => !registered.includes(name));
      const pollers = await Promise.all(
        queueKinds.map(async (kind) => ({ kind, count: await pollersOf(client, kind, queueName(kind, config.queue)) })),
      );
      const idle = pollers.filter(({ count }) => count === 0).map(({ kind }) => kind);
      return [
        fine('Temporal', `namespace ${namespace}`),
        missing.length === 0
          ? fine('Search attributes', 'registered')
          : {
              name: 'Search attributes',
              state: 'absent',
              detail: `${missing.map(([name]) => name).join(', ')} not registered; runs go without`,
              mend: missing
                .map(
                  ([name, type]) =>
                    `temporal operator search-attribute create --name ${name} --type ${type === 'DOUBLE' ? 'Double' : 'Keyword'}`,
                )
                .join('; '),
            },
        idle.length === 0
          ? fine('Workers', 'every queue is polled')
          : {
              name: 'Workers',
              state: 'absent',
              detail: `nobody polls: ${idle.join(', ')}`,
              mend: 'Start one with `anneal worker` (or `anneal dev`); runs wait until then.',
            },
      ];
    } finally {
      await client.connection.close();
    }
  } catch (error) {
    return [wrong('Temporal', error, 'Start the embedded servers with `anneal dev`, or set TEMPORAL_ADDRESS.')];
  }
}

async function pollersOf(client: Client, kind: QueueKind, name: string): Promise<number> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name },
    // 1 = workflows, 2 = activities (temporal.api.enums.v1.TaskQueueType)
    taskQueueType: kind === 'workflows' ? 1 : 2,
  });
  return pollers?.length ?? 0;
}

async function checkStore({ store }: Config): Promise<Check[]> {
  if (store === null)
    return [
      wrong('Store', 'none is configured', 'Set ANNEAL_S3_BUCKET (and ANNEAL_S3_ENDPOINT), or start the embedded one with `anneal dev`.'),
    ];
  const { endpoint, region, bucket, prefix, credentials } = store;
  const connection = { region, ...(endpoint === null ? {} : { endpoint }), ...(credentials === null ? {} : { credentials }) };
  const { checks } = await probeStore({ connection, bucket, prefix });
  return checks.map(({ name, ok, required, detail, mend }) => ({
    name: `Store: ${name}`,
    state: ok ? 'fine' : required ? 'wrong' : 'absent',
    detail,
    mend: ok ? null : mend,
  }));
}
