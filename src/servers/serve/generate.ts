import { randomInt } from 'node:crypto';
import type { TextModel, TextRequest, TextStep } from '../../inference/text-model.ts';
import { createTextPieces } from './text-pieces.ts';

/** How an answer ended. */
export interface Ending {
  finish: 'stop' | 'length';
  /** The end token counts: it had to be computed. */
  answerTokens: number;
}

/** Part of an answer: text, and the tokens that have come since the last part. Only the last part has an ending. */
export interface Piece {
  text: string;
  steps: TextStep[];
  ending: Ending | null;
}

export type Wanted = Omit<TextRequest, 'seed'> & { seed: number | null; stop: readonly string[] };

/** Text and tokens of an answer as they come, with `echo` behind those of the prompt; ends before a stop sequence. */
export async function* generatePieces(model: TextModel, { stop, seed, ...request }: Wanted): AsyncGenerator<Piece> {
  const pieces = createTextPieces(model.detokenize, stop);
  const prompt = createTextPieces(model.detokenize, []); // a stop sequence in the prompt stops nothing
  let steps: TextStep[] = [];
  let answerTokens = 0;
  let finish: Ending['finish'] = 'length';
  for await (const step of model.generate({ ...request, seed: seed ?? randomInt(2 ** 32) })) {
    if (step.of === 'prompt') {
      yield { text: prompt.push(step.token), steps: [step], ending: null };
      continue;
    }
    answerTokens += 1;
    if (step.end) {
      finish = 'stop';
      break;
    }
    steps.push(step);
    const ready = pieces.push(step.token);
    if (ready !== '') {
      yield { text: ready, steps, ending: null };
      steps = [];
    }
    if (pieces.stopped) break;
  }
  const text = pieces.rest();
  yield { text, steps, ending: { finish: pieces.stopped ? 'stop' : finish, answerTokens } };
}

/** Everything at once. */
export async function generateAll(text: TextModel, wanted: Wanted): Promise<{ text: string; steps: TextStep[]; ending: Ending }> {
  let all = '';
  const steps: TextStep[] = [];
  for await (const piece of generatePieces(text, wanted)) {
    all += piece.text;
    steps.push(...piece.steps);
    if (piece.ending !== null) return { text: all, steps, ending: piece.ending };
  }
  throw new Error('an answer had no end');
}
