import { randomUUID } from 'node:crypto';
import type { TextModel } from '../../inference/text-model.ts';
import { ApiError } from './api-error.ts';
import { generateAll, generatePieces, type Wanted } from './generate.ts';
import { chatLogProbs } from './log-probs.ts';
import type { Asked } from './model-shelf.ts';
import { answerLimit, chatPrompt } from './prompts.ts';
import type { ChatBody } from './requests.ts';
import { usageOf, type Answering } from './usage.ts';

/** POST /v1/chat/completions, ready to be answered whole or in parts. @throws ApiError 400. */
export async function prepareChat(asked: Asked, body: ChatBody, now: number, signal: AbortSignal): Promise<Answering> {
  if (body.top_logprobs != null && !body.logprobs)
    throw new ApiError(400, '`top_logprobs`: is told with `logprobs: true` only. Send both.', {
      param: 'top_logprobs',
      code: 'invalid_value',
    });
  const text = await asked.model.text();
  const prompt = chatPrompt(asked, text, body.messages);
  const wanted: Wanted = {
    prompt,
    maxTokens: answerLimit(prompt, text, body.max_completion_tokens ?? body.max_tokens ?? null, null),
    temperature: body.temperature,
    topP: body.top_p,
    seed: body.seed ?? null,
    stop: body.stop,
    topLogProbs: body.logprobs ? (body.top_logprobs ?? 0) : null,
    echo: false,
    signal,
  };
  const head = { id: `chatcmpl-${randomUUID()}`, created: now, model: asked.name };
  return {
    promptTokens: prompt.length,
    whole: async () => {
      const { text: content, steps, ending } = await generateAll(text, wanted);
      const message = { role: 'assistant', content, refusal: null };
      const logprobs = body.logprobs ? chatLogProbs(steps, text) : null;
      const choices = [{ index: 0, message, logprobs, finish_reason: ending.finish }];
      return { body: { ...head, object: 'chat.completion', choices, usage: usageOf(prompt.length, ending.answerTokens) }, ending };
    },
    parts: () => chunks(text, wanted, { ...head, object: 'chat.completion.chunk' }),
  };
}

async function* chunks(text: TextModel, wanted: Wanted, head: object): ReturnType<Answering['parts']> {
  const chunk = (delta: object, logprobs: object | null, finish: string | null) => ({
    ...head,
    choices: [{ index: 0, delta, logprobs, finish_reason: finish }],
  });
  let begun = false;
  for await (const { text: content, steps, ending } of generatePieces(text, wanted)) {
    if (!begun) yield { chunk: chunk({ role: 'assistant', content: '', refusal: null }, null, null), ending: null };
    begun = true;
    const logprobs = wanted.topLogProbs === null ? null : chatLogProbs(steps, text);
    if (content !== '' || steps.length > 0) yield { chunk: chunk({ content }, logprobs, null), ending: null };
    if (ending !== null) yield { chunk: chunk({}, null, ending.finish), ending };
  }
}
