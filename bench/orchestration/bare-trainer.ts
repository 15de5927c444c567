import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainerOperation } from '../../src/trainer-process/trainer-session.ts';
import { startLoneTrainer } from '../start-lone-trainer.ts';
import type { TrainerInterpreter } from '../start-lone-trainer.ts';
import { cpuSeconds } from './process-cpu.ts';

export interface BareTrainer {
  versions: Record<string, string>;
  dtype: string;
  /** Sends the recorded requests one after the other. */
  replay(): Promise<{ wallSeconds: number; cpuSeconds: number }>;
  close(): Promise<void>;
}

/** The operations of a recorded run. Making the base model is left out: it is made once for a machine, not for a run. */
export function readRecording(folder: string): TrainerOperation[] {
  const lines = readFileSync(join(folder, 'requests.jsonl'), 'utf8').trim().split('\n');
  const requests = lines.map((line) => JSON.parse(line) as TrainerOperation);
  return requests.filter(({ op }) => op !== 'prepareBase');
}

/** A trainer of its own that is sent the operations of a recorded run. */
export async function startBareTrainer(
  interpreter: TrainerInterpreter,
  operations: readonly TrainerOperation[],
  folder: string,
): Promise<BareTrainer> {
  const trainer = await startLoneTrainer(interpreter, folder);
  const training = operations.find((operation) => operation.op === 'train');
  return {
    versions: trainer.hello.versions,
    dtype: training?.settings.dtype ?? 'none',
    replay: async () => {
      const out = join(folder, 'out');
      rmSync(out, { recursive: true, force: true });
      const placed = operations.map(
        (operation) => JSON.parse(JSON.stringify(operation).replaceAll('@out/', `${out}/`)) as TrainerOperation,
      );
      for (const operation of placed) if (operation.op === 'train') mkdirSync(operation.scratch, { recursive: true });
      mkdirSync(out, { recursive: true });
      const [begun, used] = [performance.now(), cpuSeconds(trainer.pid)];
      for (const operation of placed) await trainer.request(operation);
      return { wallSeconds: (performance.now() - begun) / 1000, cpuSeconds: cpuSeconds(trainer.pid) - used };
    },
    close: () => trainer.close(),
  };
}
