import { describe, expect, test } from 'vitest';
import type { LlamaRuntime } from '../../../src/inference/llama-cpp/open-llama.ts';
import { createModelLoader } from '../../../src/servers/serve/load-models.ts';
import { fakeTextModel } from '../../fakes/text-model.ts';
import { madeVersion } from './made-version.ts';

/** llama.cpp's place, telling what was loaded and given back. */
function machine({ broken = '' }: { broken?: string } = {}) {
  const told: string[] = [];
  const runtime: LlamaRuntime = {
    loadBase: async (file) => {
      told.push(`load ${file}`);
      return {
        open: async (adapter) => {
          if (adapter === broken) throw new Error('no such adapter');
          told.push(`open ${adapter}`);
          return { ...fakeTextModel({ answer: String }), close: async () => void told.push(`close ${adapter}`) };
        },
        close: async () => void told.push(`unload ${file}`),
      };
    },
    close: async () => {},
  };
  const loader = createModelLoader({
    runtime,
    gguf: { base: async ({ hash }) => `${hash}.gguf`, adapter: async (_, folder) => `${await folder()}.gguf` },
    modelFiles: { localAdapter: async (files) => Object.keys(files).join('+') },
    size: { contextTokens: 100, parallel: 1, mostWaiting: 1 },
    now: () => 2_000,
  });
  return { loader, told };
}

const ref = { sha256: 'a'.repeat(64), size: 1 };
const version = (name: string, number = 1) => {
  const made = madeVersion({ name, version: number });
  return { ...made, model: { ...made.model, adapter: { [name]: ref } } };
};
const found = (name: string) => ({ version: version(name), adapterFolder: null });

describe('models on one base', () => {
  test('share its weights, which are given back with the last of them', async () => {
    const { loader, told } = machine();
    const [one, two, base] = [loader.version(found('one')), loader.version(found('two')), loader.base(version('one'))];
    await Promise.all([one.text(), two.text(), base.text()]);
    expect(told.toSorted()).toEqual(['load base.gguf', 'open null', 'open one.gguf', 'open two.gguf']);
    await one.close();
    await base.close();
    expect(told).not.toContain('unload base.gguf');
    await two.close();
    expect(told.at(-1)).toBe('unload base.gguf');
    const again = loader.version(found('one'));
    await again.text();
    expect(told.filter((line) => line === 'load base.gguf')).toHaveLength(2);
  });

  test('are opened once, when they are first asked, and not after they were dropped', async () => {
    const { loader, told } = machine();
    const one = loader.version(found('one'));
    expect(told).toEqual([]);
    expect(await one.text()).toBe(await one.text());
    await one.close();
    expect(() => one.text()).toThrow('dropped a moment ago');
  });

  test('hold nothing after one of them failed to open, and may be tried again', async () => {
    const { loader, told } = machine({ broken: 'one.gguf' });
    const one = loader.version(found('one'));
    await expect(one.text()).rejects.toThrow('no such adapter');
    expect(told).toEqual(['load base.gguf', 'unload base.gguf']);
    await expect(one.text()).rejects.toThrow('no such adapter');
  });

  test('are described by their record', () => {
    const { loader } = machine();
    const one = loader.version({ version: { ...version('one', 3), promptFormat: 'completion' }, adapterFolder: '/x' });
    expect(one).toMatchObject({
      id: 'one@3',
      name: 'one',
      version: 3,
      parent: 'tiny-random',
      format: 'completion',
      created: 1_767_323_045,
    });
    expect(loader.base(version('one'))).toMatchObject({ id: 'tiny-random', name: null, parent: null, created: 2 });
  });
});
