import type { Message } from '../../contracts/row.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { TextModel, TextRequest, TextStep } from '../text-model.ts';
import { decode } from './decode.ts';
import type { Llama, LlamaContext, LlamaLibrary, LlamaModel, LlamaSequence } from './library.ts';
import { sampleInTurn } from './sample-in-turn.ts';
import { createSlots } from './slots.ts';

export interface LlamaOptions {
  threads: number;
  /** 'auto' uses Apple's GPU; elsewhere the packages hold processors' code only. */
  gpu: 'auto' | false;
}

export interface ContextSize {
  /** Most tokens of a prompt and its answer; never more than the model was trained on. */
  contextTokens: number;
  /** Requests that one adapter computes at once; each costs the memory of a whole context. */
  parallel: number;
  /** Requests that may wait for one adapter. */
  mostWaiting: number;
}

/** A base model's weights in memory, shared by any number of adapters. */
export interface LlamaBase {
  /** `adapter`: file of a LoRA adapter; null = the base itself. */
  open(adapter: string | null, size: ContextSize): Promise<TextModel>;
  /** Call it after all models opened on it are closed. */
  close(): Promise<void>;
}

export interface LlamaRuntime {
  /** @param file made by the trainer's export */
  loadBase(file: string): Promise<LlamaBase>;
  close(): Promise<void>;
}

export async function startLlama(library: LlamaLibrary, { threads, gpu }: LlamaOptions): Promise<LlamaRuntime> {
  const llama: Llama = await library.getLlama({
    gpu,
    build: 'never', // nothing is compiled or fetched behind the user's back
    skipDownload: true,
    progressLogs: false,
    logLevel: 'error',
    maxThreads: threads,
  });
  return {
    loadBase: async (file) => asBase(await llama.loadModel({ modelPath: file }), library, threads),
    close: () => llama.dispose(),
  };
}

function asBase(model: LlamaModel, library: LlamaLibrary, threads: number): LlamaBase {
  const { anneal, tokenizer } = model.fileInfo.metadata;
  if (anneal === undefined)
    throw new AnnealFailure('InvalidInput', 'This GGUF file was not made by the trainer. Serve a model that Anneal registered.');
  const template = tokenizer.chat_template === undefined ? null : new library.Template(tokenizer.chat_template);
  const ends = new Set(anneal.end_tokens);
  const text = {
    vocabularySize: anneal.vocabulary_size,
    startToken: model.tokens.bos ?? model.tokens.eos ?? anneal.end_tokens[0]!,
    renderChat: (messages: readonly Message[]) => renderChat(template, model, messages),
    tokenize: (given: string) => model.tokenize(anneal.normalizer === 'NFC' ? given.normalize('NFC') : given, true),
    detokenize: (tokens: readonly number[]) => model.detokenize(tokens, false),
    tokenText: (token: number) => model.detokenize([token], true),
  };
  return {
    open: async (adapter, { contextTokens, parallel, mostWaiting }) => {
      const usable = Math.min(contextTokens, model.trainContextSize);
      const context = await model.createContext({
        contextSize: usable + 1, // the last place is never filled, so that nothing is ever pushed out at the front
        sequences: parallel,
        threads,
        ...(adapter === null ? {} : { lora: { adapters: [{ filePath: adapter }] } }),
      });
      sampleInTurn(context);
      return { ...text, contextTokens: usable, ...generator(context, parallel, mostWaiting, ends) };
    },
    close: () => model.dispose(),
  };
}

function generator(
  context: LlamaContext,
  parallel: number,
  mostWaiting: number,
  ends: ReadonlySet<number>,
): Pick<TextModel, 'generate' | 'close'> {
  const slots = createSlots(
    Array.from({ length: parallel }, () => context.getSequence()),
    mostWaiting,
  );
  return {
    generate: async function* (request: TextRequest): AsyncGenerator<TextStep> {
      const sequence = await slots.take((free) => mostShared(free, request.prompt), request.signal);
      try {
        yield* decode(sequence, request, ends);
      } finally {
        slots.giveBack(sequence);
      }
    },
    close: async () => {
      await slots.close();
      await context.dispose();
    },
  };
}

/** The sequence that has most of the prompt in memory already. */
function mostShared(free: readonly LlamaSequence[], prompt: readonly number[]): LlamaSequence {
  const shared = (sequence: LlamaSequence) => sequence.compareContextTokens([...prompt]).firstDifferentIndex;
  return free.reduce((best, sequence) => (shared(sequence) > shared(best) ? sequence : best));
}

/** As Transformers renders it: only role, content and name are told, beside the texts of the special tokens. */
function renderChat(
  template: { render(values: Record<string, unknown>): string } | null,
  { tokens }: LlamaModel,
  messages: readonly Message[],
): string {
  if (template === null)
    throw new AnnealFailure('InvalidInput', 'This model has no chat template: it was not made for chat. Ask it by /v1/completions.');
  try {
    return template.render({
      messages: messages.map(({ role, content, name }) => ({ role, content, ...(name === undefined ? {} : { name }) })),
      add_generation_prompt: true,
      ...(tokens.bosString === null ? {} : { bos_token: tokens.bosString }),
      ...(tokens.eosString === null ? {} : { eos_token: tokens.eosString }),
    });
  } catch (cause) {
    throw new AnnealFailure(
      'InvalidInput',
      `The model's chat template refuses these messages: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
