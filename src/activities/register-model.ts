import type { FinishedRun } from '../contracts/finished-run.ts';
import type { ModelVersion, PromptFrame } from '../contracts/model.ts';
import { Row } from '../contracts/row.ts';
import type { StageOutcome } from '../contracts/run.ts';
import { promptFrame } from '../data/prompt-frame.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { writeVersion } from '../storage/versions.ts';
import { readAll } from './read-all.ts';

/** Tokens of an answer to a person's question, where the spec names no limit. */
const defaultMaxNewTokens = 128;

/** Writes the run's model as the next version under its name, with everything that it was made of. Gives its number. */
export async function registerModel(store: ObjectStore, blobs: Blobs, request: FinishedRun, annealVersion: string): Promise<number> {
  const { runId, workflowId, finishedAt, plan, model, stages } = request;
  const accepted = stages.findLast((stage) => stage.accepted)!;
  const frames = await Promise.all(accepted.teaches.map(async (name) => ({ name, prompt: await frameOf(blobs, request, name) })));
  const planned = (name: string) => plan.stages.find((stage) => stage.name === name)!;
  const build = (version: number): ModelVersion => ({
    format: 1,
    name: plan.name,
    version,
    createdAt: finishedAt,
    runId,
    workflowId,
    planHash: plan.hash,
    seed: plan.seed,
    model,
    prompt: frames[0]!.prompt,
    promptFormat: planned(frames[0]!.name).format,
    tasks: plan.kind === 'multiTask' ? frames.map(({ name, prompt }) => ({ name, prefix: planned(name).prefix, prompt })) : [],
    compute: plan.compute,
    maxNewTokens: plan.evaluation.maxNewTokens ?? defaultMaxNewTokens,
    stages: stages.map((stage) => lineage(stage, request)),
    code: { anneal: annealVersion },
  });
  return (await writeVersion({ store, name: plan.name, runId, build })).version;
}

function lineage(
  { name, teaches, accepted, attempts, gates }: StageOutcome,
  { plan, data, ledger }: FinishedRun,
): ModelVersion['stages'][number] {
  const last = attempts.at(-1)!;
  const origin = (dataset: string): ModelVersion['stages'][number]['data'][number] => {
    const { files } = plan.stages.find((stage) => stage.name === dataset)!;
    const { splits } = data.find((part) => part.stage === dataset)!;
    return {
      name: dataset,
      files: files.map(({ uri, content }) => ({ uri, sha256: content.sha256 })),
      train: splits.train.sha256,
      validation: splits.validation.sha256,
      test: splits.test.sha256,
      ledger,
    };
  };
  return {
    name,
    accepted,
    attempts: attempts.length,
    trainKey: last.job.trainKey,
    data: teaches.map(origin),
    settings: last.job.settings,
    environment: last.training.environment,
    gates,
  };
}

/** The wording that a dataset's prompts share. */
async function frameOf(blobs: Blobs, { data }: FinishedRun, name: string): Promise<PromptFrame> {
  const { splits } = data.find(({ stage }) => stage === name)!;
  const rows = await readAll(blobs, splits.train, Row.parse);
  return promptFrame(rows.map((row) => row.messages.slice(0, -1)));
}
