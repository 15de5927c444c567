import type { BaseModelRef, ModelVersion } from '../../contracts/model.ts';
import type { ContextSize, LlamaBase, LlamaRuntime } from '../../inference/llama-cpp/open-llama.ts';
import type { TextModel } from '../../inference/text-model.ts';
import type { GgufFiles } from '../../model-files/gguf-files.ts';
import type { ModelFiles } from '../../model-files/model-files.ts';
import type { FoundVersion } from './find-version.ts';
import { openOnce, type ServedModel } from './model-shelf.ts';

export interface LoaderOptions {
  runtime: LlamaRuntime;
  gguf: GgufFiles;
  modelFiles: Pick<ModelFiles, 'localAdapter'>;
  size: ContextSize;
  /** Unix time, milliseconds. */
  now: () => number;
}

/** What is told of a model to be served. */
export type Servable = Pick<ModelVersion, 'name' | 'version' | 'createdAt' | 'model' | 'promptFormat' | 'tasks'>;

export interface ModelLoader {
  /** A registered version, not opened yet. */
  version(found: Pick<FoundVersion, 'adapterFolder'> & { version: Servable }): ServedModel;
  /** The base model that a version stands on, as something to compare it with. */
  base(version: ModelVersion): ServedModel;
}

/** Makes models of files. Adapters of one base share its weights, which are given back with the last of them. */
export function createModelLoader({ runtime, gguf, modelFiles, size, now }: LoaderOptions): ModelLoader {
  const bases = new Map<string, { loading: Promise<LlamaBase>; users: number }>();

  const borrow = async (ref: BaseModelRef): Promise<{ base: LlamaBase; giveBack: () => Promise<void> }> => {
    const held = bases.get(ref.hash) ?? { loading: gguf.base(ref).then((file) => runtime.loadBase(file)), users: 0 };
    bases.set(ref.hash, held);
    held.users += 1;
    const giveBack = async () => {
      held.users -= 1;
      if (held.users > 0) return;
      bases.delete(ref.hash);
      await held.loading.then((base) => base.close()).catch(() => {});
    };
    try {
      return { base: await held.loading, giveBack };
    } catch (error) {
      await giveBack();
      throw error;
    }
  };
  const open = async (ref: BaseModelRef, adapterFile: () => Promise<string | null>): Promise<TextModel> => {
    const { base, giveBack } = await borrow(ref);
    try {
      const model = await base.open(await adapterFile(), size);
      return { ...model, close: () => model.close().finally(giveBack) };
    } catch (error) {
      await giveBack();
      throw error;
    }
  };
  const served = (facts: Omit<ServedModel, 'text' | 'close'>, openText: () => Promise<TextModel>): ServedModel => {
    const { get, close } = openOnce(openText);
    return { ...facts, text: get, close };
  };

  return {
    version: ({ version, adapterFolder }) => {
      const { name, model, tasks, promptFormat: format } = version;
      const folder = async () => adapterFolder ?? (await modelFiles.localAdapter(model.adapter!));
      const facts = {
        id: `${name}@${version.version}`,
        name,
        version: version.version,
        created: seconds(Date.parse(version.createdAt)),
        parent: model.base.name,
      };
      return served({ ...facts, format, tasks }, () =>
        open(model.base, async () => (model.adapter === null ? null : gguf.adapter(model, folder))),
      );
    },
    base: ({ model: { base }, promptFormat: format }) =>
      served({ id: base.name, name: null, version: 0, created: seconds(now()), parent: null, format, tasks: [] }, () =>
        open(base, async () => null),
      ),
  };
}

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
