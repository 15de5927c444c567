import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Compute } from '../../src/contracts/compute.ts';
import { ScoredLine } from '../../src/contracts/trainer-protocol.ts';
import type { BaseFacts, BaseSource } from '../../src/contracts/trainer-protocol.ts';
import { resolveTrainSettings } from '../../src/training/settings.ts';
import { startLoneTrainer } from '../start-lone-trainer.ts';
import type { TrainerInterpreter } from '../start-lone-trainer.ts';
import type { Stage, TaskRow } from './tasks.ts';

/** Questions scored at a time. */
const batchSize = 16;
/** Scores are measured here, not times: a trainer that other work holds up for an hour is waited for. */
const stall = { startSeconds: 3600, seconds: 3600 };

export interface Lesson {
  stage: Stage;
  /** From 0. */
  stageIndex: number;
  /** Folder of the adapter to go on from. */
  start: string | null;
  seed: number;
  /** Strength of elastic weight consolidation, and the earlier rows to measure by. */
  ewc: { strength: number; earlier: TaskRow[] } | null;
}

/** A base model that is taught by the product's trainer with the settings that a spec without any comes to. */
export interface Pupil {
  facts: BaseFacts;
  versions: Record<string, string>;
  /** Gives the folder of the adapter. */
  teach(lesson: Lesson): Promise<{ adapter: string; seconds: number; steps: number }>;
  /** Of each row whether the model would give exactly its answer, as 1 or 0. */
  test(rows: readonly TaskRow[], adapter: string): Promise<number[]>;
  close(): Promise<void>;
}

export async function startPupil(
  interpreter: TrainerInterpreter,
  { source, compute, folder }: { source: BaseSource; compute: (bfloat16: boolean) => Compute; folder: string },
): Promise<Pupil> {
  const trainer = await startLoneTrainer(interpreter, folder);
  const facts = await trainer.request({ op: 'prepareBase', source, output: join(folder, `base-${source.kind}`) });
  const { dtype, threads, device } = compute(trainer.hello.bfloat16);
  const work = join(folder, 'work');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  return {
    facts,
    versions: trainer.hello.versions,
    teach: async ({ stage, stageIndex, start, seed, ewc }) => {
      const scratch = mkdtempSync(join(work, 'lesson-'));
      const { settings, microBatchSize } = resolveTrainSettings({
        rows: stage.train.length,
        training: {},
        baseFacts: facts,
        compute: { dtype, threads, device },
        format: 'chat',
        stageIndex,
        seed,
        learningRateFactor: 1,
        ewcStrength: ewc?.strength ?? null,
      });
      const result = await trainer.request(
        {
          op: 'train',
          model: { base: facts.folder, adapter: start },
          train: writeRows(join(scratch, 'train.jsonl'), stage.train),
          validation: writeRows(join(scratch, 'validation.jsonl'), stage.validation),
          ...(ewc && { earlier: writeRows(join(scratch, 'earlier.jsonl'), ewc.earlier) }),
          settings,
          threads,
          microBatchSize,
          trainingHash: 'bench',
          scratch,
          resumeFrom: null,
          checkpointEverySeconds: 3600,
        },
        { stall },
      );
      if (result.adapter === null) throw new Error('The trainer was stopped.');
      return { adapter: result.adapter, seconds: result.seconds, steps: result.steps };
    },
    test: async (rows, adapter) => {
      const place = mkdtempSync(join(work, 'test-'));
      const items = rows.map(({ id, messages: [question, { content }] }) => ({ id, messages: [question], continuations: [content] }));
      const output = join(place, 'scores.jsonl');
      const requests = writeRows(join(place, 'items.jsonl'), items);
      const model = { base: facts.folder, adapter };
      await trainer.request({ op: 'score', model, requests, output, format: 'chat', batchSize, dtype, threads }, { stall });
      const scored = readFileSync(output, 'utf8').trimEnd().split('\n');
      const right = new Map(scored.map((line) => ScoredLine.parse(JSON.parse(line))).map(({ id, greedy }) => [id, greedy[0] === true]));
      return rows.map(({ id }) => (right.get(id) === true ? 1 : 0));
    },
    close: () => trainer.close(),
  };
}

function writeRows(path: string, rows: readonly object[]): string {
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}
