import { SeededRandom } from '../../evaluation/random.ts';
import type { TextRequest, TextStep } from '../text-model.ts';
import { chooseToken, scoresOf } from './choose-token.ts';
import type { EvaluateItem, LlamaSequence, NextToken, WantedOfNext } from './library.ts';

/** Prompt tokens between two looks at the signal; what llama.cpp computes at once. */
const chunkTokens = 512;

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
    const token = request.temperature === 0 ? chosenByModel(next) : chooseToken(next.logits!, { ...request, random: draw });
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
  const shared = request.echo ? 0 : Math.min(sequence.compareContextTokens(prompt).firstDifferentIndex, prompt.length - 1);
  if (sequence.nextTokenIndex > shared) await sequence.eraseContextTokenRanges([{ start: shared, end: sequence.nextTokenIndex }]);
  for (let start = shared; start < prompt.length; start += chunkTokens) {
    request.signal.throwIfAborted();
    const chunk = prompt.slice(start, start + chunkTokens);
    const items = chunk.map((token, index): EvaluateItem => {
      const following = prompt[start + index + 1];
      if (following === undefined) return [token, { generateNext: wantedOf(request) }];
      return request.echo && request.topLogProbs !== null ? [token, { generateNext: wantedOf(request, following) }] : token;
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

/** Whole distributions are slow to hand over, so they are asked for only where a token is drawn from them. */
function wantedOf({ temperature, topLogProbs, maxTokens }: TextRequest, following?: number): WantedOfNext {
  if (following === undefined && temperature > 0 && maxTokens > 0) return { token: true, logits: true };
  if (topLogProbs === null) return { token: true };
  const filter = { tokens: following === undefined ? [] : [following], includeTop: Math.max(1, topLogProbs) };
  return { token: true, logits: { filter }, totalLogitWeight: true };
}

function scored(next: NextToken, token: number, { topLogProbs }: TextRequest): Pick<TextStep, 'token' | 'logProb' | 'top'> {
  if (topLogProbs === null) return { token, logProb: null, top: [] };
  return { token, ...scoresOf(next, token, topLogProbs) };
}

function chosenByModel({ token }: NextToken): number {
  if (token === undefined || token === null) throw new Error('llama.cpp chose no token');
  return token;
}
