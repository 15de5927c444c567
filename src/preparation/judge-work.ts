import type { PiiSpec } from '../contracts/pii-spec.ts';
import type { Row } from '../contracts/row.ts';
import type { ValidationSpec } from '../contracts/validation-spec.ts';
import { DoneRows, type DoneBatch } from '../data/findings/done-rows.ts';
import { excerptSource } from '../data/findings/excerpt-source.ts';
import { createPiiFinder } from '../data/pii/find-pii.ts';
import type { ValidationFacts } from '../data/validation/census.ts';
import { undecided } from '../data/validation/language-detector.ts';
import { rowJudge } from '../data/validation/row-validator.ts';
import type { PoolWork } from '../threads/pool-work.ts';
import { createTokenCounter, type TokenizerSource } from '../tokens/token-counter.ts';
import { detectedOf, type AnswerLanguage } from './answer-languages.ts';
import { parseRows } from './row-file.ts';

/** All that decides what becomes of a cleaned row, as plain data. */
export interface JudgeSettings {
  spec: ValidationSpec;
  facts: ValidationFacts;
  tokenizer: TokenizerSource | null;
  format: 'chat' | 'completion';
  rowTokens: number | null;
  pii: PiiSpec;
}

/** Whole lines of canonical rows, and the language of each answer where that is asked for. */
export interface RowLines {
  lines: Uint8Array<ArrayBuffer>;
  languages: readonly (AnswerLanguage | null)[] | null;
}

/** Judges rows: lines come in, lines of those that are kept go back. */
export const judgeWork: PoolWork<JudgeSettings, RowLines, DoneBatch> = {
  setUp: async ({ spec, facts, tokenizer, format, rowTokens, pii }) => {
    const counter = tokenizer === null ? null : await createTokenCounter(tokenizer, format);
    const find = createPiiFinder(pii);
    let answer: AnswerLanguage | null = null;
    const detect = (text: string) => (answer === null ? undecided(text) : detectedOf(answer, facts.languages ?? []));
    const judge = rowJudge({ spec, facts, detect, counter, rowTokens, specialTokens: counter?.specialTokens ?? [] });
    return ({ lines, languages }) => {
      const done = new DoneRows();
      for (const [index, row] of parseRows<Row>(lines).entries()) {
        answer = languages?.[index] ?? null;
        const { row: judged, findings } = judge(row);
        done.add(judged, findings, (finding) => excerptSource(row, finding, find));
      }
      return done.take();
    };
  },
  requestMemory: ({ lines }) => [lines.buffer],
  answerMemory: ({ lines }) => [lines.buffer],
};
