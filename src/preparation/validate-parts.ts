import type { AnswerKind, RowCounts } from '../contracts/dataset.ts';
import type { PiiSpec } from '../contracts/pii-spec.ts';
import type { Row } from '../contracts/row.ts';
import type { ValidationSpec } from '../contracts/validation-spec.ts';
import type { AnswerDecision } from '../data/answer-kind.ts';
import { excerptSource } from '../data/findings/excerpt-source.ts';
import { StepTally } from '../data/findings/step-tally.ts';
import { createPiiFinder } from '../data/pii/find-pii.ts';
import { ValidationCensus, type ValidationFacts } from '../data/validation/census.ts';
import { loadLanguageDetector, undecided } from '../data/validation/language-detector.ts';
import { FailingRows } from '../data/validation/require-kept.ts';
import { rowJudge } from '../data/validation/row-validator.ts';
import { createTokenCounter, type TokenizerSource } from '../tokens/token-counter.ts';
import { readRowFile } from './row-file.ts';
import { refusalOf, writeParts, type PartFile, type StepFiles, type StepSetting } from './step-files.ts';

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
}

/**
 * Reads a cleaned dataset twice: to learn what holds for all of it (kind of answers, labels, forms, language), then to judge
 * every row.
 * @throws DatasetRejected when the answers are not what the spec says; UnknownBaseModel when its tokenizer cannot be read
 */
export async function validateParts(work: ValidationWork): Promise<StepFiles & AnswerDecision> {
  const { dataset, parts, folder, validation, tokenizer, format, signal } = work;
  const find = createPiiFinder(work.pii);
  const counter = tokenizer === null ? null : await createTokenCounter(tokenizer, format);
  const { facts, detect } = await learnFacts(work);
  const judge = rowJudge({
    spec: validation,
    facts,
    detect,
    counter,
    rowTokens: work.rowTokens,
    specialTokens: counter?.specialTokens ?? [],
  });
  const tally = new StepTally(work.counts);
  const failing = new FailingRows();
  const splits = parts.map(({ split }) => split);
  const written = await writeParts(folder, splits, async (rowsOf, told) => {
    let done = 0;
    for (const { split, path } of parts) {
      for await (const rows of readRowFile<Row>(path)) {
        signal.throwIfAborted();
        for (const row of rows) {
          const { row: judged, findings } = judge(row);
          if (judged !== null) await rowsOf(split).write(judged);
          for (const finding of findings) await told.write(finding);
          tally.add(judged !== null, findings, (finding) => excerptSource(row, finding, find));
          failing.add(findings);
        }
        done += rows.length;
        work.onProgress?.(done);
      }
    }
  });
  const refusal = refusalOf(failing.failure(dataset) ?? tally.emptiness(dataset));
  return { ...written, ...facts.answers, quarantine: tally.quarantine(), counts: tally.counts(), refusal };
}

/** The detector of languages takes memory and time to load: it is loaded where answers are text. */
async function learnFacts({ dataset, parts, answers, validation, signal }: ValidationWork) {
  const census = new ValidationCensus(validation);
  for (const { path } of parts) {
    for await (const rows of readRowFile<Row>(path)) {
      signal.throwIfAborted();
      for (const row of rows) census.add(row);
    }
  }
  const isJudged = census.isText(dataset, answers) && (validation.language.policy !== 'off' || validation.gibberish.policy !== 'off');
  const detect = isJudged ? await loadLanguageDetector() : undecided;
  const facts: ValidationFacts = census.decide(dataset, answers, detect);
  return { facts, detect };
}
