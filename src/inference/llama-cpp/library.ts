import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The part of node-llama-cpp (3.21) and of its template engine that Anneal uses; both are installed apart, so their own types are not at hand. */
export interface LlamaLibrary {
  getLlama(options: GetLlamaOptions): Promise<Llama>;
  Template: new (source: string) => { render(values: Record<string, unknown>): string };
}

interface GetLlamaOptions {
  gpu: 'auto' | false;
  build: 'never';
  skipDownload: boolean;
  progressLogs: boolean;
  logLevel: 'error';
  maxThreads: number;
}

export interface Llama {
  loadModel(options: { modelPath: string }): Promise<LlamaModel>;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  readonly fileInfo: { metadata: GgufMetadata };
  readonly trainContextSize: number;
  readonly tokens: { bos: number | null; eos: number | null; bosString: string | null; eosString: string | null };
  tokenize(text: string, specialTokens: boolean): number[];
  detokenize(tokens: readonly number[], specialTokens: boolean): string;
  createContext(options: ContextOptions): Promise<LlamaContext>;
  dispose(): Promise<void>;
}

/** What the trainer's export writes, and we read. */
interface GgufMetadata {
  tokenizer: { chat_template?: string };
  anneal?: { end_tokens: number[]; normalizer: string; vocabulary_size: number };
}

interface ContextOptions {
  contextSize: number;
  sequences: number;
  threads: number;
  lora?: { adapters: { filePath: string }[] };
}

export interface LlamaContext {
  /** Its native half; no part of the package's own interface. */
  readonly _ctx?: { sampleToken(...given: unknown[]): Promise<unknown> };
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}

export interface LlamaSequence {
  readonly nextTokenIndex: number;
  compareContextTokens(tokens: number[]): { firstDifferentIndex: number };
  eraseContextTokenRanges(ranges: { start: number; end: number }[]): Promise<void>;
  controlledEvaluate(input: EvaluateItem[]): Promise<({ next: NextToken } | undefined)[]>;
}

export type EvaluateItem = number | [token: number, options: { generateNext: WantedOfNext }];

/** Without further options tokens are chosen greedily, and probabilities are the model's own. */
export interface WantedOfNext {
  token: true;
  probabilities?: true;
}

export interface NextToken {
  token?: number | null;
  /** Of the whole vocabulary, highest first, as 32-bit numbers: what is below e⁻¹⁰³ is 0. */
  probabilities?: Map<number, number>;
}

/** Loads the library from the folder that `serve/` was installed into. */
export async function importLlama(folder: string): Promise<LlamaLibrary> {
  return (await import(pathToFileURL(join(folder, 'index.mjs')).href)) as LlamaLibrary;
}
