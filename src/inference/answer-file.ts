import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { AnnealFailure } from '../contracts/failure.ts';

/** Writes values as JSON lines. */
export async function writeLines(path: string, values: readonly unknown[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}

/** Short name of a set of questions: answers to other questions must never be taken for theirs. */
export function questionsName(questions: unknown): string {
  return createHash('sha256').update(JSON.stringify(questions)).digest('hex').slice(0, 16);
}

/** The answers that a file holds. Lines that a kill or a full disk left torn, or that are no answers, are passed over. */
export async function readAnswers<Answer extends { id: string }>(path: string, schema: z.ZodType<Answer>): Promise<Map<string, Answer>> {
  const text = await readOrEmpty(path);
  const answers = text.split('\n').flatMap((line) => parseAnswer(line, schema) ?? []);
  return new Map(answers.map((answer) => [answer.id, answer]));
}

/**
 * Leaves only whole answers in a file, so that whoever goes on asks the lost ones again; returns how many there are.
 * A file that is whole is not touched.
 */
export async function mendAnswers<Answer extends { id: string }>(path: string, schema: z.ZodType<Answer>): Promise<number> {
  const text = await readOrEmpty(path);
  const lines = text.split('\n').filter((line) => line !== '' && parseAnswer(line, schema) !== null);
  const whole = lines.map((line) => `${line}\n`).join('');
  if (whole !== text) await writeWhole(path, whole);
  return lines.length;
}

/** Answers in the order of the questions. @throws AnnealFailure TrainerFailed when one is missing. */
export function inOrder<Answer>(questions: readonly { id: string }[], answers: ReadonlyMap<string, Answer>): Answer[] {
  const found = questions.flatMap(({ id }) => answers.get(id) ?? []);
  if (found.length === questions.length) return found;
  const lacking = questions.length - found.length;
  throw new AnnealFailure(
    'TrainerFailed',
    `The trainer said that it was done, but ${lacking} of ${questions.length} answers are missing; they are asked again.`,
  );
}

function parseAnswer<Answer>(line: string, schema: z.ZodType<Answer>): Answer | null {
  try {
    return schema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** A kill in the middle must not lose what stood there. */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.part`;
  await writeFile(temporary, text, { mode: 0o600 });
  await rename(temporary, path);
}
