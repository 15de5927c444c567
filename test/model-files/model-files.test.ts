import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderHash } from '../../src/model-files/folder-hash.ts';
import type { FilesRef } from '../../src/contracts/blob.ts';
import type { BaseModelRef } from '../../src/contracts/model.ts';
import { baseModels } from '../../src/models/catalogue.ts';
import type { TrainerOperation, TrainerSession } from '../../src/trainer-process/trainer-session.ts';
import { makeStore, makeTemporaryFolder, makeWorker } from '../backends/tiny-training.ts';
import type { Worker } from '../backends/tiny-training.ts';

const temporary = makeTemporaryFolder();
const roots = join(temporary.folder, 'roots');
const store = makeStore(temporary.folder);
let worker: Worker;
let tiny: { baseModel: BaseModelRef; folder: string };

const findBase = (name: string) => worker.pool.withTrainer({}, (session) => worker.modelFiles.findBase(name, session));
const localBase = (ref: BaseModelRef) => worker.pool.withTrainer({}, (session) => worker.modelFiles.localBase(ref, session));

beforeAll(async () => {
  worker = makeWorker(store, join(temporary.folder, 'home'), { modelRoots: [roots] });
  tiny = await findBase('tiny-random');
  cpSync(tiny.folder, join(roots, 'team', 'small'), { recursive: true });
});
afterAll(async () => {
  await worker.pool.stop();
  await temporary.remove();
});

test('a model of the catalogue is kept under the hash of its files, as the trainer computes it', async () => {
  expect(tiny.folder).toBe(join(worker.home, 'models', tiny.baseModel.hash));
  expect(await folderHash(tiny.folder)).toBe(tiny.baseModel.hash);
  expect((await findBase('tiny-random')).baseModel).toEqual(tiny.baseModel);
});

test('the catalogue tells the truth of what it names', async () => {
  const { facts } = await findBase('tiny-random');
  const entry = baseModels.find(({ name }) => name === 'tiny-random');
  expect(entry).toMatchObject({ parameters: facts.parameters, contextTokens: facts.contextTokens });
});

test('a damaged copy is noticed and made again', async () => {
  writeFileSync(join(tiny.folder, 'config.json'), '{}');
  expect(await localBase(tiny.baseModel)).toBe(tiny.folder);
  expect(await folderHash(tiny.folder)).toBe(tiny.baseModel.hash);
});

test('a model from a GGUF file is unpacked once for its bytes, and again when the package holds others', async () => {
  const { facts } = await findBase('tiny-random');
  const bytes = { now: 'first release' };
  const unpacked: string[] = [];
  /** A trainer on a machine whose package changes. */
  const session = {
    pid: 1,
    hello: { versions: { trainer: '1' } },
    request: async (operation: TrainerOperation) => {
      if (operation.op === 'hashSource') return { sha256: createHash('sha256').update(bytes.now).digest('hex') };
      if (operation.op !== 'prepareBase') throw new Error(`unexpected ${operation.op}`);
      unpacked.push(bytes.now);
      mkdirSync(operation.output);
      writeFileSync(join(operation.output, 'model.safetensors'), `weights of the ${bytes.now}`);
      return { ...facts, folder: operation.output, hash: await folderHash(operation.output) };
    },
  } as unknown as TrainerSession;
  const find = () => worker.modelFiles.findBase('smollm2-135m', session);
  const first = await find();
  expect((await find()).baseModel).toEqual(first.baseModel);
  bytes.now = 'second release';
  const second = await find();
  expect(second.baseModel.hash).not.toBe(first.baseModel.hash);
  expect(readFileSync(join(second.folder, 'model.safetensors'), 'utf8')).toContain('second');
  bytes.now = 'first release';
  expect((await find()).baseModel).toEqual(first.baseModel);
  expect(unpacked).toEqual(['first release', 'second release']);
});

test('a folder under the model roots is known by its hash, and refused when it has changed since', async () => {
  const found = await findBase('team/small');
  expect(found.baseModel).toMatchObject({ source: { kind: 'folder' }, hash: tiny.baseModel.hash });
  expect((await findBase(join(roots, 'team', 'small'))).folder).toBe(found.folder);
  expect(await localBase(found.baseModel)).toBe(found.folder);
  writeFileSync(join(found.folder, 'added.json'), '{}');
  await expect(localBase(found.baseModel)).rejects.toMatchObject({ name: 'ContentConflict' });
});

test.each(['../outside', 'team/../../outside', '/etc', 'linked', 'holds-link', 'absent', ''])('"%s" is refused', async (name) => {
  mkdirSync(join(temporary.folder, 'outside'), { recursive: true });
  mkdirSync(join(roots, 'holds-link'), { recursive: true });
  if (!existsSync(join(roots, 'linked'))) symlinkSync(join(temporary.folder, 'outside'), join(roots, 'linked'));
  if (!existsSync(join(roots, 'holds-link', 'model.safetensors')))
    symlinkSync('/etc/hostname', join(roots, 'holds-link', 'model.safetensors'));
  await expect(findBase(name)).rejects.toMatchObject({ name: 'UnknownBaseModel', message: expect.stringContaining('Allowed are') });
});

test('a model under an s3 prefix is copied, so that the run goes on when its owner deletes it', async () => {
  for (const name of ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json', 'generation_config.json']) {
    if (existsSync(join(tiny.folder, name))) await store.put(`shared/small/${name}`, readFileSync(join(tiny.folder, name)));
  }
  await store.put('shared/small/pytorch_model.bin', 'a pickle');
  await store.put('shared/small/original/config.json', 'of something else');
  const { baseModel } = await findBase('s3://bucket/shared/small');
  expect(baseModel.source.kind).toBe('store');
  expect(Object.keys((baseModel.source as { files: FilesRef }).files)).not.toContain('pytorch_model.bin');
  await store.delete('shared/small/config.json');
  const elsewhere = makeWorker(store, join(temporary.folder, 'other-machine'));
  const folder = await elsewhere.pool
    .withTrainer({}, (session) => elsewhere.modelFiles.localBase(baseModel, session))
    .finally(() => elsewhere.pool.stop());
  expect(await folderHash(folder)).toBe(baseModel.hash);
});

test('a prefix without a model is refused', async () => {
  await store.put('shared/empty/readme.txt', 'nothing here');
  await expect(findBase('s3://bucket/shared/empty')).rejects.toMatchObject({
    name: 'UnknownBaseModel',
    message: expect.stringContaining('config.json'),
  });
});

test('an adapter is fetched once and verified', async () => {
  const weights = await worker.blobs.putBytes('weights');
  const files = { 'adapter_model.safetensors': weights, 'adapter_config.json': await worker.blobs.putBytes('{}') };
  const folder = await worker.modelFiles.localAdapter(files);
  expect(readFileSync(join(folder, 'adapter_model.safetensors'), 'utf8')).toBe('weights');
  writeFileSync(join(folder, 'adapter_model.safetensors'), 'altered');
  await worker.modelFiles.localAdapter(files);
  expect(
    createHash('sha256')
      .update(readFileSync(join(folder, 'adapter_model.safetensors')))
      .digest('hex'),
  ).toBe(weights.sha256);
});
