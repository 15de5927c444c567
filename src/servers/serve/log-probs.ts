import type { TextModel, TextStep } from '../../inference/text-model.ts';

interface TokenLogProb {
  token: string;
  logprob: number;
  /** UTF-8 of the token; null where it is a part of a character. */
  bytes: number[] | null;
}

export interface ChatLogProbs {
  content: (TokenLogProb & { top_logprobs: TokenLogProb[] })[];
  refusal: null;
}

/** `choices[].logprobs` of /v1/chat/completions. */
export function chatLogProbs(steps: readonly TextStep[], { tokenText }: Pick<TextModel, 'tokenText'>): ChatLogProbs {
  const told = (token: number, logProb: number): TokenLogProb => {
    const text = tokenText(token);
    return { token: text, logprob: floored(logProb), bytes: text.includes('\uFFFD') ? null : [...Buffer.from(text)] };
  };
  return {
    content: steps.map(({ token, logProb, top }) => ({
      ...told(token, logProb ?? -Infinity),
      top_logprobs: top.map((one) => told(one.token, one.logProb)),
    })),
    refusal: null,
  };
}

export interface CompletionLogProbs {
  tokens: string[];
  token_logprobs: (number | null)[];
  /** null for the first token of a prompt, as OpenAI has it; of tokens with equal texts the likeliest counts. */
  top_logprobs: (Record<string, number> | null)[];
  text_offset: number[];
}

/** `choices[].logprobs` of /v1/completions. @param offset where the first token's text begins in the choice's whole text */
export function completionLogProbs(
  steps: readonly TextStep[],
  { tokenText }: Pick<TextModel, 'tokenText'>,
  offset: number,
): CompletionLogProbs {
  const texts = steps.map(({ token }) => tokenText(token));
  let at = offset;
  return {
    tokens: texts,
    token_logprobs: steps.map(({ logProb }) => (logProb === null ? null : floored(logProb))),
    top_logprobs: steps.map(({ logProb, top }) =>
      logProb === null ? null : Object.fromEntries(top.toReversed().map((one) => [tokenText(one.token), floored(one.logProb)])),
    ),
    text_offset: texts.map((text) => {
      const own = at;
      at += text.length;
      return own;
    }),
  };
}

/** JSON has no −∞; OpenAI tells −9999 for what is as good as impossible. */
function floored(logProb: number): number {
  return Math.max(logProb, -9999);
}
