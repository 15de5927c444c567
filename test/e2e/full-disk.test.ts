import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, startInstallation } from './installation.ts';
import { keysBelow, runIs } from './moments.ts';
import { oneStage, quickEvaluation, quickTiming, shortTraining } from './quick-spec.ts';

const home = mkdtempSync(join(tmpdir(), 'anneal-small-disk-'));
const scratch = join(home, 'scratch');
const mounted = mountSmallDisk();
let installation: Installation | null = null;
beforeAll(async () => {
  if (mounted) installation = await startInstallation({ home });
}, 240_000);
afterAll(async () => {
  await installation?.stop();
  if (mounted) execFileSync('umount', ['--lazy', scratch]);
  rmSync(home, { recursive: true, force: true });
});

/** A disk of 24 MiB where the worker keeps what it works on; only the superuser may make one. */
function mountSmallDisk(): boolean {
  mkdirSync(scratch, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', scratch], { stdio: 'pipe' });
    return true;
  } catch (error) {
    console.warn(`skipped: a small disk cannot be mounted here (${error instanceof Error ? error.message.trim() : String(error)})`);
    return false;
  }
}

/** What a run's activity says that it fails with, again and again. */
async function said(run: string): Promise<string> {
  const full = await runIs(installation!, run, 'says that the disk is full', ({ activities }) =>
    activities.some(({ lastFailure }) => lastFailure !== null && /disk|space/i.test(lastFailure)),
  );
  return full.activities.map(({ lastFailure }) => lastFailure).join('\n');
}

test.skipIf(!mounted)(
  'rows that do not fit onto the disk: the run says which disk is full, keeps nothing, and can be cancelled',
  { timeout: 300_000 },
  async () => {
    const { anneal, upload } = installation!;
    const long = 'many words '.repeat(500);
    const dataset = await upload(
      'large',
      Array.from({ length: 6_000 }, (_, index) => ({ input: `${index} ${long}`, output: 'red' })),
    );
    await anneal.start({ stages: [{ name: 'large', dataset }], timing: quickTiming, evaluation: quickEvaluation }, { runKey: 'too-large' });
    const failure = await said('too-large');
    expect(failure).toContain(scratch);
    expect(failure).toContain('Free some space');
    expect(readdirSync(scratch)).toEqual([]);
    await anneal.cancel('too-large');
    await expect(anneal.wait('too-large')).rejects.toMatchObject({ end: 'cancelled' });
    expect(await keysBelow(installation!, 'training/')).toEqual([]);
    expect(await keysBelow(installation!, 'models/')).toEqual([]);
  },
);

test.skipIf(!mounted)(
  'a disk that is full when a checkpoint is to be saved: the run says so, and goes on by itself when there is space',
  { timeout: 300_000 },
  async () => {
    const { anneal } = installation!;
    const spec = { ...(await oneStage(installation!, 'unsaved')), training: { ...shortTraining, epochs: 10 } };
    const ballast = join(scratch, 'ballast');
    const { bavail, bsize } = statfsSync(scratch);
    writeFileSync(ballast, Buffer.alloc((bavail - 40) * bsize));
    await anneal.start(spec, { runKey: 'unsaved' });
    expect(await said('unsaved')).toMatch(/full|No space left/);
    expect(await keysBelow(installation!, 'models/')).toEqual([]);
    rmSync(ballast);
    expect(await anneal.wait('unsaved')).toMatchObject({ outcome: 'completed', modelVersion: 1 });
  },
);
