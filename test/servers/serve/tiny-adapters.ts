import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BaseModelRef, PromptFrame } from '../../../src/contracts/model.ts';
import type { TrainSettings } from '../../../src/contracts/trainer-protocol.ts';
import type { TrainerSession } from '../../../src/trainer-process/trainer-session.ts';
import { madeVersion, writeVersionFolder } from './made-version.ts';

export const labels = ['low', 'middle', 'high'] as const;

export interface Question {
  id: string;
  messages: { role: string; content: string }[];
}

const ask = (content: string) => [
  { role: 'system', content: 'Sums.' },
  { role: 'user', content },
];

/** 200 questions, each once. */
export const questions: Question[] = Array.from({ length: 200 }, (_, index) => ({
  id: `q${index}`,
  messages: ask(`${index % 20} + ${Math.floor(index / 20)}`),
}));

const settings: TrainSettings = {
  seed: 7,
  epochs: 10,
  learningRate: 0.005,
  effectiveBatchSize: 4,
  maxTokens: 256,
  warmupShare: 0.03,
  weightDecay: 0,
  maxGradNorm: 1,
  evaluationsPerEpoch: 1,
  earlyStoppingPatience: 50,
  format: 'chat',
  dtype: 'float32',
  gradientCheckpointing: false,
  quantization: 'none',
  lora: { r: 16, alpha: 32, dropout: 0, targetModules: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'] },
};

/** Trains an adapter that says a label for a sum; `turn` turns the labels around, so that adapters differ. */
export async function trainAdapter(session: TrainerSession, base: string, folder: string, turn: number): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const rows = Array.from({ length: 60 }, (_, index) => {
    const [left, right] = [index % 20, (index * 7) % 10];
    const label = labels[(Math.min(2, Math.floor((left + right) / 10)) + turn) % 3]!;
    return { id: `r${index}`, messages: [...ask(`${left} + ${right}`), { role: 'assistant', content: label }] };
  });
  writeFileSync(join(folder, 'train.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { adapter } = await session.request({
    op: 'train',
    model: { base, adapter: null },
    train: join(folder, 'train.jsonl'),
    validation: null,
    settings,
    threads: 1,
    microBatchSize: 4,
    trainingHash: 'x',
    scratch: join(folder, 'scratch'),
    resumeFrom: null,
    checkpointEverySeconds: 3600,
  });
  return adapter!;
}

/** What the trainer itself says to the questions, and how likely each label is to it. */
export async function trainerAnswers(session: TrainerSession, base: string, adapter: string, folder: string) {
  const items = (name: string, lines: object[]) => {
    writeFileSync(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return join(folder, name);
  };
  const shared = { model: { base, adapter }, format: 'chat', dtype: 'float32', threads: 1, batchSize: 20 } as const;
  await session.request({
    op: 'generate',
    ...shared,
    requests: items('questions.jsonl', questions),
    output: join(folder, 'answers.jsonl'),
    maxNewTokens: 12,
    temperature: 0,
    topP: 1,
    seed: 0,
  });
  await session.request({
    op: 'score',
    ...shared,
    requests: items(
      'choices.jsonl',
      questions.map((question) => ({ ...question, continuations: labels })),
    ),
    output: join(folder, 'scores.jsonl'),
  });
  const read = <Line extends { id: string }>(name: string) =>
    new Map(
      readFileSync(join(folder, name), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line)
        .map((line) => [line.id, line]),
    );
  return {
    answers: read<{ id: string; text: string; promptTokens: number; answerTokens: number; finish: string }>('answers.jsonl'),
    scores: read<{ id: string; logProbs: number[] }>('scores.jsonl'),
  };
}

/** The folder that `anneal model get` would make of an adapter. */
export function versionFolder(
  folder: string,
  name: string,
  base: BaseModelRef,
  adapter: string,
  tasks: { name: string; prefix: string; prompt: PromptFrame }[] = [],
): string {
  const files = Object.fromEntries(
    ['adapter_model.safetensors', 'adapter_config.json'].map((file) => [file, readFileSync(join(adapter, file))]),
  );
  writeVersionFolder(folder, madeVersion({ name, tasks, model: { base, adapter: null } }), files);
  return folder;
}
