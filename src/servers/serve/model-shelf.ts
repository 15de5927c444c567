import { AnnealFailure } from '../../contracts/failure.ts';
import type { ModelVersion } from '../../contracts/model.ts';
import type { TextModel } from '../../inference/text-model.ts';
import { ApiError } from './api-error.ts';

/** One thing that can be asked by name. */
export interface ServedModel {
  /** `contract-review@2`, or a base model's own name. */
  id: string;
  /** The name without the version, which means the newest one that is served; null for base models. */
  name: string | null;
  version: number;
  /** Unix time, seconds. */
  created: number;
  /** The base model's name; null for base models. */
  parent: string | null;
  format: ModelVersion['promptFormat'];
  tasks: ModelVersion['tasks'];
  /** Opened when it is first asked. */
  text(): Promise<TextModel>;
  /** Waits for running answers and gives back the memory. */
  close(): Promise<void>;
}

/** A model and, of one that knows several, the task to do. */
export interface Asked {
  model: ServedModel;
  task: ModelVersion['tasks'][number] | null;
  /** How the answer names it. */
  name: string;
}

/** What is served now. */
export interface ModelShelf {
  list(): ServedModel[];
  /** By id or NAME. @throws ApiError 404 listing what there is. */
  get(name: string): ServedModel;
  /** By id, NAME (the newest served) or either with `:TASK`. @throws ApiError 404 listing what there is; 400 for a task that is unknown, missing or not wanted. */
  find(name: string, task?: string): Asked;
  /** @throws ApiError 409 when the id is taken. */
  add(model: ServedModel): void;
  /** Takes it off at once and waits for its running answers. @throws ApiError 404. */
  drop(id: string): Promise<void>;
  close(): Promise<void>;
}

export function createModelShelf(): ModelShelf {
  const models = new Map<string, ServedModel>();

  const byName = (name: string): ServedModel | null => {
    const versions = [...models.values()].filter((model) => model.name === name).toSorted((a, b) => b.version - a.version);
    return models.get(name) ?? versions[0] ?? null;
  };
  const required = (name: string): ServedModel => {
    const model = byName(name);
    if (model !== null) return model;
    const there = models.size === 0 ? 'None is served now' : `There are ${[...models.keys()].join(', ')}`;
    throw new ApiError(404, `The model ${JSON.stringify(name)} is not served. ${there}.`, { param: 'model', code: 'model_not_found' });
  };
  const split = (name: string): { model: ServedModel; task?: string } => {
    const at = name.lastIndexOf(':');
    if (at <= 0 || byName(name) !== null) return { model: required(name) };
    const model = byName(name.slice(0, at));
    return model === null ? { model: required(name) } : { model, task: name.slice(at + 1) };
  };

  return {
    list: () => [...models.values()],
    get: required,
    find: (name, task) => {
      const found = split(name);
      if (found.task !== undefined && task !== undefined && found.task !== task)
        throw new ApiError(400, `\`model\` names the task "${found.task}", \`task\` names "${task}". Send one of them.`, {
          param: 'task',
          code: 'invalid_value',
        });
      return asked(found.model, found.task ?? task);
    },
    add: (model) => {
      if (models.has(model.id)) throw new ApiError(409, `${model.id} is served already.`, { param: 'model', code: 'model_exists' });
      models.set(model.id, model);
    },
    drop: async (id) => {
      const model = required(id);
      models.delete(model.id);
      await model.close();
    },
    close: async () => {
      const all = [...models.values()];
      models.clear();
      await Promise.all(all.map((model) => model.close()));
    },
  };
}

function asked(model: ServedModel, task: string | undefined): Asked {
  const known = model.tasks.find(({ name }) => name === task);
  if (known !== undefined) return { model, task: known, name: `${model.id}:${known.name}` };
  if (task === undefined && model.tasks.length === 0) return { model, task: null, name: model.id };
  const names = model.tasks.map(({ name }) => name).join(', ');
  const message =
    model.tasks.length === 0
      ? `${model.id} knows no tasks, so "${task}" is none of them. Ask it without a task.`
      : `${model.id} was trained for several tasks, and ${task === undefined ? 'none was named' : `"${task}" is none of them`}. Send \`task\`, or ask "${model.id}:TASK": ${names}.`;
  throw new ApiError(400, message, { param: 'task', code: 'unknown_task' });
}

/** A model as OpenAI's API lists it, with what it stands on and knows. */
export function describeModel({ id, created, parent, tasks }: ServedModel): object {
  return { id, object: 'model', created, owned_by: 'anneal', parent, tasks: tasks.map(({ name }) => name) };
}

/** Opens something once, on first use; a failed try is forgotten, so that the next one tries again. */
export function openOnce<Opened extends { close(): Promise<void> }>(
  open: () => Promise<Opened>,
): { get(): Promise<Opened>; close(): Promise<void> } {
  let opened: Promise<Opened> | null = null;
  let closed = false;
  return {
    get: () => {
      if (closed) throw new AnnealFailure('NotFound', 'This model was dropped a moment ago.');
      opened ??= open().catch((error: unknown) => {
        opened = null;
        throw error;
      });
      return opened;
    },
    close: async () => {
      closed = true;
      await opened?.then((one) => one.close()).catch(() => {});
    },
  };
}
