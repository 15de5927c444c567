import { AnnealFailure } from '../contracts/failure.ts';
import type { BaseFacts } from '../contracts/trainer-protocol.ts';

/**
 * What architectures call the projections that LoRA adapts by default (queries and values, or what holds them), most
 * usual first: Llama, Mistral, Qwen, Gemma, Phi-1/2, OPT; GPT-NeoX, Pythia, BLOOM, Falcon; Phi-3; GPT-2; BERT; T5; MPT.
 */
const knownNames: readonly (readonly string[])[] = [
  ['q_proj', 'v_proj'],
  ['query_key_value'],
  ['qkv_proj'],
  ['c_attn'],
  ['query', 'value'],
  ['q', 'v'],
  ['Wqkv'],
  ['q_lin', 'v_lin'],
];

/** GPT-2's layers are of a class of their own (Conv1D), which a list of linear modules may leave out. */
const byArchitecture: readonly [RegExp, readonly string[]][] = [[/^gpt-?2/i, ['c_attn']]];

/**
 * Names of the modules that get an adapter.
 * @param asked what the spec says; each must name a module of the base
 * @throws BackendRefused when nothing fits, naming what the base has
 */
export function targetModules(asked: readonly string[] | undefined, facts: Pick<BaseFacts, 'architecture' | 'linearModules'>): string[] {
  const special = byArchitecture.find(([pattern]) => pattern.test(facts.architecture))?.[1] ?? [];
  const present = new Set([...facts.linearModules, ...special]);
  if (asked !== undefined) {
    const unknown = asked.filter((name) => !present.has(name.split('.').at(-1)!));
    if (unknown.length > 0) throw refusal(`training.lora.targetModules names ${unknown.join(', ')}, which match no module`, facts);
    return [...asked];
  }
  const names = knownNames.find((candidates) => candidates.every((name) => present.has(name)));
  if (names === undefined) throw refusal('None of the usual names of query and value projections was found', facts);
  return [...names];
}

function refusal(what: string, { architecture, linearModules }: Pick<BaseFacts, 'architecture' | 'linearModules'>): AnnealFailure {
  const names = linearModules.length === 0 ? 'no linear modules' : `the linear modules ${linearModules.join(', ')}`;
  return new AnnealFailure(
    'BackendRefused',
    `${what} in the base model. ${architecture} has ${names}: set training.lora.targetModules to some of them.`,
    { details: { architecture, linearModules } },
  );
}
