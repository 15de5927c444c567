import { randomUUID } from 'node:crypto';
import type { TextModel } from '../../inference/text-model.ts';
import { ApiError } from './api-error.ts';
import { generateAll, generatePieces, type Wanted } from './generate.ts';
import { completionLogProbs } from './log-probs.ts';
import type { Asked } from './model-shelf.ts';
import { answerLimit, checkTokens, completionPrompt } from './prompts.ts';
import type { CompletionBody } from './requests.ts';
import { usageOf, type Answering } from './usage.ts';

/** As OpenAI has it. */
const defaultMaxTokens = 16;

/** POST /v1/completions, ready to be answered whole or in parts. @throws ApiError 400. */
export async function prepareCompletion(asked: Asked, body: CompletionBody, now: number, signal: AbortSignal): Promise<Answering> {
  if (body.max_tokens === 0 && !body.echo)
    throw new ApiError(400, '`max_tokens`: 0 is allowed with `echo: true` only, which scores the prompt. Send at least 1.', {
      param: 'max_tokens',
      code: 'invalid_value',
    });
  const text = await asked.model.text();
  const prompt = completionPrompt(asked, text, body.prompt);
  checkTokens(prompt, text.vocabularySize);
  const wanted: Wanted = {
    prompt,
    maxTokens: answerLimit(prompt, text, body.max_tokens ?? null, defaultMaxTokens),
    temperature: body.temperature,
    topP: body.top_p,
    seed: body.seed ?? null,
    stop: body.stop,
    topLogProbs: body.logprobs ?? null,
    echo: body.echo,
    signal,
  };
  const head = { id: `cmpl-${randomUUID()}`, object: 'text_completion', created: now, model: asked.name };
  return {
    promptTokens: prompt.length,
    whole: async () => {
      const { text: answer, steps, ending } = await generateAll(text, wanted);
      const logprobs = wanted.topLogProbs === null ? null : completionLogProbs(steps, text, 0);
      const choices = [{ index: 0, text: answer, logprobs, finish_reason: ending.finish }];
      return { body: { ...head, choices, usage: usageOf(prompt.length, ending.answerTokens) }, ending };
    },
    parts: () => chunks(text, wanted, head),
  };
}

async function* chunks(text: TextModel, wanted: Wanted, head: object): ReturnType<Answering['parts']> {
  let offset = 0;
  for await (const piece of generatePieces(text, wanted)) {
    const logprobs = wanted.topLogProbs === null ? null : completionLogProbs(piece.steps, text, offset);
    offset += piece.text.length;
    const choice = { index: 0, text: piece.text, logprobs, finish_reason: piece.ending?.finish ?? null };
    yield { chunk: { ...head, choices: [choice] }, ending: piece.ending };
  }
}
