import { z } from 'zod';
import { ApiError } from './api-error.ts';

const mostTopLogProbs = 20;
const textPart = z.object({ type: z.literal('text', 'only text parts are supported'), text: z.string() });
/** A text, or a list of texts, as OpenAI's clients may send it. */
const content = z
  .union([z.string(), z.array(textPart)])
  .transform((given) => (typeof given === 'string' ? given : given.map(({ text }) => text).join('')));
const none = <Value extends string | number>(value: Value) => z.literal(value).nullish();

const shared = {
  model: z.string().min(1),
  task: z.string().optional().describe('which task of a multi-task model; `model` may say it instead: NAME:TASK'),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .nullish()
    .transform((given) => given ?? 1),
  top_p: z
    .number()
    .gt(0)
    .max(1)
    .nullish()
    .transform((given) => given ?? 1),
  seed: z.int().nullish(),
  stop: z
    .union([
      z
        .string()
        .min(1)
        .transform((one) => [one]),
      z.array(z.string().min(1)).max(4),
    ])
    .nullish()
    .transform((given) => given ?? []),
  stream: z
    .boolean()
    .nullish()
    .transform((given) => given ?? false),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
  n: none(1),
  presence_penalty: none(0),
  frequency_penalty: none(0),
  logit_bias: z.record(z.string(), z.never()).nullish(),
};

/** Body of POST /v1/chat/completions. Fields that are not listed are ignored, as OpenAI's own do not bear on the answer; what would is refused. */
export const ChatBody = z.object({
  ...shared,
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content,
        name: z.string().optional(),
      }),
    )
    .min(1),
  max_tokens: z.int().positive().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  logprobs: z
    .boolean()
    .nullish()
    .transform((given) => given ?? false),
  top_logprobs: z.int().min(0).max(mostTopLogProbs).nullish(),
  tools: z.array(z.never()).nullish(),
  functions: z.array(z.never()).nullish(),
  response_format: z.object({ type: z.literal('text') }).nullish(),
});
export type ChatBody = z.infer<typeof ChatBody>;

const tokens = z.array(z.int().nonnegative()).min(1);

/** Body of POST /v1/completions. */
export const CompletionBody = z.object({
  ...shared,
  prompt: z
    .union(
      [z.string(), tokens, z.tuple([z.string()]), z.tuple([tokens])],
      'a text or a list of token numbers is expected; one prompt a request',
    )
    .transform((given) => (typeof given !== 'string' && typeof given[0] !== 'number' ? given[0] : (given as string | number[]))),
  max_tokens: z.int().nonnegative().nullish(),
  echo: z
    .boolean()
    .nullish()
    .transform((given) => given ?? false),
  logprobs: z.int().min(0).max(mostTopLogProbs).nullish(),
  best_of: none(1),
  suffix: none(''),
});
export type CompletionBody = z.infer<typeof CompletionBody>;

/** Body of POST /v1/models: what to serve from now on. */
export const LoadBody = z.strictObject({ model: z.string().min(1) });

/** @throws ApiError 400 naming the first field that is wrong, and what is allowed. */
export function parseBody<Body>(schema: z.ZodType<Body>, given: unknown): Body {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const param = z.core.toDotPath(issue.path) || null;
  const top = String(issue.path[0] ?? '');
  const reason = unsupported[top] ?? issue.message;
  throw new ApiError(400, param === null ? `The body cannot be used: ${reason}` : `\`${param}\`: ${reason}`, {
    param,
    code: 'invalid_value',
  });
}

/** Of fields that OpenAI knows and this server has no answer to. */
const unsupported: Record<string, string> = {
  n: 'only 1 answer a request is supported. Send the request again for another one.',
  best_of: 'only 1 answer a request is supported. Leave it out.',
  presence_penalty: 'penalties are not supported. Leave it out, or send 0.',
  frequency_penalty: 'penalties are not supported. Leave it out, or send 0.',
  logit_bias: 'is not supported. Leave it out.',
  tools: 'tools are not supported. Leave it out.',
  functions: 'functions are not supported. Leave it out.',
  response_format: 'only {"type": "text"} is supported. Leave it out: a tuned model answers in the form that it was taught.',
  suffix: 'is not supported. Leave it out.',
};
