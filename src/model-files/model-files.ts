import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import type { FilesRef } from '../contracts/blob.ts';
import type { BaseModelRef } from '../contracts/model.ts';
import { BaseFacts } from '../contracts/trainer-protocol.ts';
import type { BaseSource } from '../contracts/trainer-protocol.ts';
import { hashOf } from '../data/canonical-json.ts';
import { placeOfBaseModel } from '../models/catalogue.ts';
import type { Blobs } from '../storage/blobs.ts';
import type { S3Reader } from '../storage/s3-reader.ts';
import type { TrainerSession } from '../trainer-process/trainer-session.ts';
import { fetchAll, hashOfFiles } from './fetch-files.ts';
import { folderFingerprint, folderHash } from './folder-hash.ts';
import { createKeptFolders, otherFiles, readNote, writeNote, type KeptFolders } from './kept-folders.ts';
import { folderUnderRoots } from './root-folder.ts';
import { copyPrefix, listPrefix } from './store-prefix.ts';

const Facts = BaseFacts.omit({ folder: true });
type Facts = z.infer<typeof Facts>;

/** Base models and adapters as folders on this machine, kept under ANNEAL_HOME/models by their hashes. */
export interface ModelFiles {
  /** Whether a spec's base model can be found at all; needs no trainer, so a wrong name fails at once. @throws AnnealFailure UnknownBaseModel */
  checkBase(name: string): Promise<void>;
  /** Finds a base model by what a spec calls it and makes it ready. @throws AnnealFailure UnknownBaseModel */
  findBase(name: string, session: TrainerSession): Promise<{ baseModel: BaseModelRef; facts: Facts; folder: string }>;
  /** Folder of a base model that a plan names, with exactly its hash. @throws AnnealFailure ContentConflict, UnknownBaseModel */
  localBase(ref: BaseModelRef, session: TrainerSession): Promise<string>;
  /** Folder with an adapter's files, verified. */
  localAdapter(files: FilesRef): Promise<string>;
  /** Puts the tokenizer of a base model's folder into the store, for workers that have no base model; null where it has none. */
  keepTokenizer(folder: string): Promise<FilesRef | null>;
  /** Folder with such a tokenizer, verified. */
  localTokenizer(files: FilesRef): Promise<string>;
}

export interface ModelFilesOptions {
  home: string;
  blobs: Blobs;
  reader: S3Reader;
  modelRoots: readonly string[];
}

/** Files that tell a tokenizer; the chat template may also stand in tokenizer_config.json. */
const tokenizerFiles = { required: ['tokenizer.json', 'tokenizer_config.json'], optional: ['chat_template.jinja'] } as const;

type MadeSource = Exclude<BaseSource, { kind: 'folder' }>;

export function createModelFiles({ home, blobs, reader, modelRoots }: ModelFilesOptions): ModelFiles {
  const root = join(home, 'models');
  const bases = createKeptFolders(root);
  const adapters = createKeptFolders(join(root, 'adapters'));
  const tokenizers = createKeptFolders(join(root, 'tokenizers'));
  const localFiles = async (kept: KeptFolders, files: FilesRef) => {
    const hash = hashOfFiles(files);
    if (!(await kept.holds(hash))) await kept.keep((folder) => fetchAll(blobs, files, folder), hash);
    return kept.path(hash);
  };
  const checkedFolders = new Map<string, string>();

  /** The trainer makes it once on this machine; a note remembers which hash came of it. Other bytes behind a package's name are another model. */
  const made = async (source: MadeSource, session: TrainerSession, expected?: string): Promise<Facts> => {
    const from = source.kind === 'gguf-package' ? await session.request({ op: 'hashSource', source }) : source;
    const note = join(root, 'sources', `${hashOf({ from, trainer: session.hello.versions['trainer'] ?? null })}.json`);
    const known = Facts.safeParse(await readNote(note).catch(() => null));
    if (known.success && (expected === undefined || known.data.hash === expected) && (await bases.holds(known.data.hash)))
      return known.data;
    let facts: Facts | null = null;
    await bases.keep(async (output) => {
      facts = withoutFolder(await session.request({ op: 'prepareBase', source, output }));
    }, expected);
    await writeNote(note, JSON.stringify(facts));
    return Facts.parse(facts);
  };
  const describe = async (path: string, session: TrainerSession) =>
    withoutFolder(await session.request({ op: 'prepareBase', source: { kind: 'folder', path }, output: join(root, 'unused') }));
  const fetchBase = (files: FilesRef, expected?: string) => bases.keep((folder) => fetchAll(blobs, files, folder), expected);

  const checkedFolder = async (name: string, expected: string) => {
    const folder = await folderUnderRoots(name, modelRoots);
    const fingerprint = await folderFingerprint(folder);
    if (checkedFolders.get(`${folder} ${expected}`) !== fingerprint) {
      // Not kept: large models stay where they are. They are read again when a file has changed.
      const hash = await folderHash(folder);
      if (hash !== expected) throw otherFiles(hash, expected);
      checkedFolders.set(`${folder} ${expected}`, fingerprint);
    }
    return folder;
  };

  return {
    checkBase: async (name) => {
      const place = placeOfBaseModel(name);
      if (place.kind === 'folder') await folderUnderRoots(place.path, modelRoots);
      if (place.kind === 'prefix') await listPrefix(place.uri, reader);
    },
    findBase: async (name, session) => {
      const place = placeOfBaseModel(name);
      if (place.kind === 'folder') {
        const folder = await folderUnderRoots(place.path, modelRoots);
        const facts = await describe(folder, session);
        return { baseModel: { name, source: { kind: 'folder', path: folder }, hash: facts.hash }, facts, folder };
      }
      if (place.kind === 'prefix') {
        const files = await copyPrefix(place.uri, reader, blobs, join(home, 'scratch'));
        const folder = bases.path(await fetchBase(files));
        const facts = await describe(folder, session);
        return { baseModel: { name, source: { kind: 'store', files }, hash: facts.hash }, facts, folder };
      }
      const { source } = place.entry;
      const facts = source.kind === 'folder' ? await describe(source.path, session) : await made(source, session);
      return {
        baseModel: { name, source, hash: facts.hash },
        facts,
        folder: source.kind === 'folder' ? source.path : bases.path(facts.hash),
      };
    },
    localBase: async ({ source, hash }, session) => {
      if (source.kind === 'folder') return checkedFolder(source.path, hash);
      if (await bases.holds(hash)) return bases.path(hash);
      if (source.kind === 'store') await fetchBase(source.files, hash);
      else await made(source, session, hash);
      return bases.path(hash);
    },
    localAdapter: (files) => localFiles(adapters, files),
    keepTokenizer: async (folder) => {
      const names = new Set(await readdir(folder));
      if (!tokenizerFiles.required.every((name) => names.has(name))) return null;
      const files: FilesRef = {};
      for (const name of [...tokenizerFiles.required, ...tokenizerFiles.optional])
        if (names.has(name)) files[name] = await blobs.putFile(join(folder, name));
      return files;
    },
    localTokenizer: (files) => localFiles(tokenizers, files),
  };
}

function withoutFolder(facts: BaseFacts): Facts {
  const { folder: _folder, ...rest } = facts;
  return rest;
}
