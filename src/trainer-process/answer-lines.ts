import type { Readable } from 'node:stream';
import { AnnealFailure } from '../contracts/failure.ts';
import { TrainerAnswer } from '../contracts/trainer-protocol.ts';

/** Far above any answer; a line without end would otherwise fill the memory. */
const longestLine = 1024 * 1024;

/**
 * Calls `onAnswer` for every line of a trainer's standard output. A line that is no answer of the protocol ends the
 * reading: `onError` gets a TrainerFailed that quotes its beginning.
 */
export function readAnswers(output: Readable, onAnswer: (answer: TrainerAnswer) => void, onError: (error: AnnealFailure) => void): void {
  let rest = '';
  let broken = false;
  output.setEncoding('utf8');
  output.on('data', (chunk: string) => {
    if (broken) return;
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) lines.push(rest);
    for (const line of lines) {
      if (line.trim() === '') continue;
      const answer = parseAnswer(line);
      if (answer instanceof AnnealFailure) {
        broken = true;
        return onError(answer);
      }
      onAnswer(answer);
    }
  });
}

function parseAnswer(line: string): TrainerAnswer | AnnealFailure {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return unexpected(line, 'it is not JSON');
  }
  const parsed = TrainerAnswer.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return unexpected(line, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not an answer'}`);
}

function unexpected(line: string, why: string): AnnealFailure {
  const shown = line.length > 200 ? `${line.slice(0, 200)}…` : line;
  return new AnnealFailure(
    'TrainerFailed',
    `The trainer wrote a line that is no answer of its protocol (${why}): ${shown}\nWorker and trainer are of different versions, or a library printed to standard output; use both of one version.`,
  );
}
