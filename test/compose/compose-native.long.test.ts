import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCompose } from '../../scripts/compose-native/compose-file.ts';
import { findPostgres } from '../../scripts/compose-native/postgres-image.ts';
import { runNatively, usablePrograms, withSecrets } from '../../scripts/compose-native/run-natively.ts';
import { reservePorts } from '../../src/dev/free-ports.ts';

test(
  'every service of the compose file comes up by its own command and health check, and a worker that is stopped hands over',
  { timeout: 600_000 },
  async () => {
    const root = mkdtempSync(join(tmpdir(), 'anneal-compose-'));
    chmodSync(root, 0o711);
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const { ports, release } = await reservePorts(3, root);
    onTestFinished(release);
    const [temporal, ui, s3] = ports.map(String);
    const variables = withSecrets({ ANNEAL_TEMPORAL_PORT: temporal, ANNEAL_UI_PORT: ui, ANNEAL_S3_PORT: s3 });
    const { services, exercise } = await runNatively(root, variables, () => {});

    const built = usablePrograms(readCompose(variables));
    const mayBeMissing = [
      ...(findPostgres() === null ? ['postgres'] : []),
      ...(built.has('temporal-sql-tool') ? [] : ['temporal-schema']),
      ...(built.has('temporal-server') && !built.has('ui-server') ? ['temporal-ui'] : []),
    ];
    const notRun = services.filter(({ health }) => health === 'not run').map(({ service }) => service);
    expect(notRun).toEqual(notRun.filter((name) => mayBeMissing.includes(name)));
    for (const name of ['temporal', 's3', 'worker']) {
      expect(services.find(({ service }) => service === name)!.health).toMatch(/^healthy after/u);
    }
    for (const name of ['temporal-namespace', 's3-settings']) {
      expect(services.find(({ service }) => service === name)!.health).toBe('ended with 0, twice');
    }
    expect(exercise).toMatchObject({ workerExitCode: 0, interruptions: 1, lostSteps: 0 });
    expect(exercise.reportedRows).toBeGreaterThan(0);
  },
);
