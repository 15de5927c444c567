import type { AnswerKind, RowCounts } from '../contracts/dataset.ts';
import type { PiiSpec } from '../contracts/pii-spec.ts';
import type { Row } from '../contracts/row.ts';
import type { ValidationSpec } from '../contracts/validation-spec.ts';
import type { AnswerDecision } from '../data/answer-kind.ts';
import { StepTally } from '../data/findings/step-tally.ts';
import { ValidationCensus, type ValidationFacts } from '../data/validation/census.ts';
import { loadLanguageDetector, undecided, type DetectLanguage } from '../data/validation/language-detector.ts';
import { FailingRows } from '../data/validation/require-kept.ts';
import { threadFile } from '../threads/thread-file.ts';
import { createThreadPool } from '../threads/thread-pool.ts';
import type { TokenizerSource } from '../tokens/token-counter.ts';
import { answerLanguages } from './answer-languages.ts';
import { judgeWork, type RowLines } from './judge-work.ts';
import { lineChunks } from './line-chunks.ts';
import { readRowFile } from './row-file.ts';
import { threadsFor } from './small-input.ts';
import { refusalOf, writeParts, type PartFile, type StepFiles, type StepSetting } from './step-files.ts';
import { takeBatch } from './take-batch.ts';

export interface ValidationWork extends StepSetting {
  parts: readonly PartFile[];
  /** Of the steps before. */
  counts: RowCounts;
  answers: AnswerKind | 'auto';
  validation: ValidationSpec;
  /** Counts the base model's tokens; null = tokens are not judged. */
  tokenizer: TokenizerSource | null;
  format: 'chat' | 'completion';
  /** Most tokens of a row that the base model is trained with; null = no limit. */
  rowTokens: number | null;
  pii: PiiSpec;
  /** Threads that judge rows beside this one; small files need none. */
  threads: 0 | 1 | 2;
}

/**
 * Reads a cleaned dataset twice: to learn what holds for all of it (kind of answers, labels, forms, language), then to judge
 * every row.
 * @throws DatasetRejected when the answers are not what the spec says; UnknownBaseModel when its tokenizer cannot be read
 */
export async function validateParts(work: ValidationWork): Promise<StepFiles & AnswerDecision> {
  const { dataset, parts, folder, signal } = work;
  const { facts, detect } = await learnFacts(work);
  const tally = new StepTally(work.counts);
  const failing = new FailingRows();
  const splits = parts.map(({ split }) => split);
  await using pool = await judges(work, facts, detect);
  const written = await writeParts(folder, splits, async (rowsOf, told) => {
    let done = 0;
    for (const { split, path } of parts) {
      for await (const batch of pool.mapInOrder(rowLines(path, facts, detect))) {
        signal.throwIfAborted();
        await takeBatch(batch, { kept: rowsOf(split), told, tally, failing });
        done += batch.rows;
        work.onProgress?.(done);
      }
    }
  });
  const refusal = refusalOf(failing.failure(dataset) ?? tally.emptiness(dataset));
  return { ...written, ...facts.answers, quarantine: tally.quarantine(), counts: tally.counts(), refusal };
}

/** Where this thread looks for languages, which takes it as long as all the rest, one more keeps two processors busy. */
async function judges(
  { parts, validation, tokenizer, format, rowTokens, pii, signal, threads: most }: ValidationWork,
  facts: ValidationFacts,
  detect: DetectLanguage | null,
) {
  const setUp = { spec: validation, facts, tokenizer, format, rowTokens, pii };
  const allowed = await threadsFor(parts, most);
  const threads = detect === null ? allowed : Math.min(1, allowed);
  const file = threadFile(import.meta.url, './judge-thread');
  return createThreadPool({ work: judgeWork, file, name: 'validation', threads, setUp, signal });
}

async function* rowLines(path: string, facts: ValidationFacts, detect: DetectLanguage | null): AsyncGenerator<RowLines> {
  for await (const lines of lineChunks(path)) yield { lines, languages: detect === null ? null : answerLanguages(lines, facts, detect) };
}

/** The detector of languages takes memory and time to load: it is loaded where answers are text; null = it is not. */
async function learnFacts({
  dataset,
  parts,
  answers,
  validation,
  signal,
}: ValidationWork): Promise<{ facts: ValidationFacts; detect: DetectLanguage | null }> {
  const census = new ValidationCensus(validation);
  for (const { path } of parts) {
    for await (const rows of readRowFile<Row>(path)) {
      signal.throwIfAborted();
      for (const row of rows) census.add(row);
    }
  }
  const isJudged = census.isText(dataset, answers) && (validation.language.policy !== 'off' || validation.gibberish.policy !== 'off');
  const detect = isJudged ? await loadLanguageDetector() : null;
  return { facts: census.decide(dataset, answers, detect ?? undecided), detect };
}
