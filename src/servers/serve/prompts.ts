import { prefixQuestion } from '../../data/prefix-row.ts';
import type { Message } from '../../contracts/row.ts';
import type { TextModel } from '../../inference/text-model.ts';
import { ApiError } from './api-error.ts';
import type { Asked } from './model-shelf.ts';
import type { ChatBody, CompletionBody } from './requests.ts';

/**
 * A conversation as the model was trained on: the task's prefix before the question, byte for byte; then the model's chat
 * template, or for a model trained on completions the texts one behind the other.
 */
export function chatPrompt({ model, task }: Asked, text: TextModel, messages: ChatBody['messages']): number[] {
  const given = messages.map(({ role, content, name }): Message => ({ role, content, ...(name === undefined ? {} : { name }) }));
  if (task !== null && !given.some(({ role }) => role === 'user'))
    throw new ApiError(400, `The prefix of the task "${task.name}" stands before the last user message, and there is none. Send one.`, {
      param: 'messages',
      code: 'invalid_value',
    });
  const put = task === null ? given : prefixQuestion(given, task.prefix);
  const prompt = model.format === 'chat' ? text.renderChat(put) : put.map(({ content }) => content).join('');
  return tokensOf(text, prompt);
}

/** A text as it is, behind the task's prefix; or tokens as they are. */
export function completionPrompt({ task }: Asked, text: TextModel, prompt: CompletionBody['prompt']): number[] {
  if (typeof prompt === 'string') return tokensOf(text, (task?.prefix ?? '') + prompt);
  if (task === null) return prompt;
  throw new ApiError(400, `A task's prefix is text, and \`prompt\` holds tokens. Send text to the task "${task.name}".`, {
    param: 'prompt',
    code: 'invalid_value',
  });
}

function tokensOf(text: TextModel, prompt: string): number[] {
  const tokens = text.tokenize(prompt);
  return tokens.length === 0 ? [text.startToken] : tokens;
}

/**
 * How many tokens the answer may have. @throws ApiError 400 when prompt and answer do not fit the context together.
 * @param asked null: all that fits, but for completions 16, as OpenAI has it
 */
export function answerLimit(prompt: readonly number[], text: TextModel, asked: number | null, fallback: number | null): number {
  const room = text.contextTokens - prompt.length;
  const wanted = asked ?? (fallback === null ? Math.max(room, 1) : Math.min(fallback, Math.max(room, 1)));
  if (wanted <= room) return wanted;
  throw new ApiError(
    400,
    `The context holds ${text.contextTokens} tokens; the prompt has ${prompt.length}, and ${wanted} for the answer do not fit behind it. Shorten the prompt, or send a lower max_tokens${room > 0 ? ` (at most ${room})` : ''}.`,
    { param: asked === null ? 'messages' : 'max_tokens', code: 'context_length_exceeded' },
  );
}

/** Tokens that the vocabulary does not have would end the process inside llama.cpp. @throws ApiError 400. */
export function checkTokens(prompt: readonly number[], vocabularySize: number): void {
  const wrong = prompt.find((token) => token >= vocabularySize);
  if (wrong === undefined) return;
  throw new ApiError(400, `Token ${wrong} is not in the model's vocabulary of ${vocabularySize}.`, {
    param: 'prompt',
    code: 'invalid_value',
  });
}
