import { SeededRandom } from '../../evaluation/random.ts';
import type { TextRequest, TextStep } from '../text-model.ts';
import { chooseToken, scoresOf } from './choose-token.ts';
import type { EvaluateItem, LlamaSequence, NextToken, WantedOfNext } from './library.ts';

/** Prompt tokens between two looks at the signal; what llama.cpp computes at once. */
const chunkTokens = 512;
/** Numbers computed in other batches differ in their last bits, so that short prompts are rather computed anew, always alike. */
const leastReused = 64;
/** Of a prompt that is scored: each brings the shares of the whole vocabulary, megabytes that are let go with the chunk. */
const scoredTokens = 16;

/** Goes on with a prompt in a sequence, which may hold an earlier prompt: what both begin with is not computed again. */
export async function* decode(sequence: LlamaSequence, request: TextRequest, ends: ReadonlySet<number>): AsyncGenerator<TextStep> {
  let next: NextToken = {};
  for await (const { steps, last } of readPrompt(sequence, request, ends)) {
    yield* steps;
    next = last;
  }
  const random = new SeededRandom(request.seed);
  const draw = () => random.next() / 2 ** 32;
  for (let count = 0; count < request.maxTokens; count += 1) {
    request.signal.throwIfAborted();
    const token = request.temperature === 0 ? chosenByModel(next) : chooseToken(next.probabilities!, { ...request, random: draw });
    yield { ...scored(next, token, request), of: 'answer', end: ends.has(token) };
    if (ends.has(token) || count + 1 === request.maxTokens) return;
    const [output] = await sequence.controlledEvaluate([[token, { generateNext: wantedOf(request) }]]);
    next = output!.next;
  }
}

/** The prompt's steps, part by part, and what the model would say behind each part. */
async function* readPrompt(
  sequence: LlamaSequence,
  request: TextRequest,
  ends: ReadonlySet<number>,
): AsyncGenerator<{ steps: TextStep[]; last: NextToken }> {
  const prompt = [...request.prompt];
  const shared = request.echo ? 0 : reusable(sequence, prompt);
  if (sequence.nextTokenIndex > shared) await sequence.eraseContextTokenRanges([{ start: shared, end: sequence.nextTokenIndex }]);
  const isScored = request.echo && request.topLogProbs !== null;
  const size = isScored ? scoredTokens : chunkTokens;
  for (let start = shared; start < prompt.length; start += size) {
    request.signal.throwIfAborted();
    const chunk = prompt.slice(start, start + size);
    const items = chunk.map((token, index): EvaluateItem => {
      const isLast = start + index + 1 === prompt.length;
      return isLast || isScored ? [token, { generateNext: isLast ? wantedOf(request) : { token: true, probabilities: true } }] : token;
    });
    const outputs = await sequence.controlledEvaluate(items);
    const first = start === 0 ? [{ token: prompt[0]!, logProb: null, top: [] }] : [];
    const rest = chunk.flatMap((_, index) => {
      const token = prompt[start + index + 1];
      return token === undefined ? [] : [scored(outputs[index]?.next ?? {}, token, request)];
    });
    const steps = [...first, ...rest].map((step): TextStep => ({ ...step, of: 'prompt', end: ends.has(step.token) }));
    yield { steps: request.echo ? steps : [], last: outputs.at(-1)?.next ?? {} };
  }
}

/** How many of the first tokens the sequence holds from an earlier prompt, where that is worth the last bits that depend on it. */
function reusable(sequence: LlamaSequence, prompt: number[]): number {
  const shared = Math.min(sequence.compareContextTokens(prompt).firstDifferentIndex, prompt.length - 1);
  return shared < leastReused ? 0 : shared;
}

/** Whole distributions are slow to hand over, so they are asked for only where they are needed. */
function wantedOf({ temperature, topLogProbs, maxTokens }: TextRequest): WantedOfNext {
  return maxTokens > 0 && (temperature > 0 || topLogProbs !== null) ? { token: true, probabilities: true } : { token: true };
}

function scored({ probabilities }: NextToken, token: number, { topLogProbs }: TextRequest): Pick<TextStep, 'token' | 'logProb' | 'top'> {
  if (topLogProbs === null || probabilities === undefined) return { token, logProb: null, top: [] };
  return { token, ...scoresOf(probabilities, token, topLogProbs) };
}

function chosenByModel({ token }: NextToken): number {
  if (token === undefined || token === null) throw new Error('llama.cpp chose no token');
  return token;
}
