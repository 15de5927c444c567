import type { Message } from '../../src/contracts/row.ts';
import { ServerBusy, type TextModel, type TextRequest, type TextStep } from '../../src/inference/text-model.ts';

const end = 256;

/** A model in place of llama.cpp: a token is a byte, and what it says is a function of the prompt's text. */
export interface FakeTextModel extends TextModel {
  /** Requests in the order in which they came. */
  readonly seen: (TextRequest & { text: string })[];
  /** Answers that are being given now. */
  running(): number;
  closed: boolean;
}

export interface FakeOptions {
  answer: (prompt: string) => string;
  contextTokens?: number;
  /** Waited for before every token. */
  pace?: () => Promise<void>;
  busy?: boolean;
}

export function fakeTextModel({ answer, contextTokens = 200, pace = async () => {}, busy = false }: FakeOptions): FakeTextModel {
  const seen: FakeTextModel['seen'] = [];
  let running = 0;
  const detokenize = (tokens: readonly number[]) => Buffer.from(tokens.filter((token) => token < end)).toString('utf8');
  const step = (token: number, of: TextStep['of'], index: number, { topLogProbs }: TextRequest): TextStep => ({
    token,
    of,
    end: token === end,
    logProb: topLogProbs === null || (of === 'prompt' && index === 0) ? null : 0 - index / 10,
    top: topLogProbs === null ? [] : Array.from({ length: topLogProbs }, (_, rank) => ({ token: 97 + rank, logProb: -rank - 0.5 })),
  });
  return {
    contextTokens,
    vocabularySize: end + 1,
    startToken: end,
    seen,
    running: () => running,
    closed: false,
    renderChat: (messages: readonly Message[]) => `${messages.map(({ role, content }) => `<${role}>${content}`).join('')}<assistant>`,
    tokenize: (text) => [...Buffer.from(text)],
    detokenize,
    tokenText: (token) => (token === end ? '<end>' : detokenize([token])),
    generate: async function* (request) {
      if (busy) throw new ServerBusy('256 requests wait for this model already.');
      const text = detokenize(request.prompt);
      seen.push({ ...request, text });
      running += 1;
      try {
        if (request.echo) for (const [index, token] of request.prompt.entries()) yield step(token, 'prompt', index, request);
        const tokens = [...Buffer.from(answer(text)), end].slice(0, request.maxTokens);
        for (const [index, token] of tokens.entries()) {
          await pace();
          request.signal.throwIfAborted();
          yield step(token, 'answer', index, request);
        }
      } finally {
        running -= 1;
      }
    },
    close: async function () {
      this.closed = true;
    },
  };
}
