import { z } from 'zod';

const policies = ['drop', 'fail', 'flag', 'off'] as const;

/** What becomes of a row that breaks a rule: `drop` = left out and listed; `fail` = the run ends; `flag` = kept and listed; `off` = not looked for. */
export const RulePolicy = z.enum(policies);
export type RulePolicy = z.infer<typeof RulePolicy>;

/** The same for prompts that are too long, which can also be shortened. The answer is never cut. */
export const LengthPolicy = z.enum([...policies, 'truncate-prompt']);
export type LengthPolicy = z.infer<typeof LengthPolicy>;

export const FindingSeverity = z.enum(['error', 'warning', 'info']);
export type FindingSeverity = z.infer<typeof FindingSeverity>;

const decision = (policy: RulePolicy, severity: FindingSeverity) => ({
  policy: RulePolicy.default(policy).describe('drop, fail, flag or off'),
  severity: FindingSeverity.default(severity).describe('how the finding is listed; has no part in what becomes of the row'),
});
const lengthDecision = {
  policy: LengthPolicy.default('drop').describe('drop, fail, flag, off, or truncate-prompt; the answer is never cut'),
  severity: FindingSeverity.default('error').describe('how the finding is listed'),
  keep: z
    .enum(['end', 'start'])
    .default('end')
    .describe('which part of the prompt truncation leaves; system messages stay whole, and words are never cut. end: questions stand last'),
};
const share = z.number().min(0).max(1);
const least = (count: number) => z.int().nonnegative().default(count);

/**
 * What validation looks for, and what becomes of a row that has it. A rule drops by default where the row is wrong by
 * itself, and only flags where another reading is possible: a guess costs nobody a row.
 */
export const ValidationSpec = z.strictObject({
  /** Drop: there is nothing to learn from a row that does not end in an answer. */
  lastMessage: z.strictObject(decision('drop', 'error')).prefault({}).describe('the last message is the assistant’s'),
  /** Flag: providers and chat templates take other orders; most of them are mistakes of an export. */
  roleOrder: z
    .strictObject(decision('flag', 'warning'))
    .prefault({})
    .describe('system or developer first, then user and assistant by turns'),
  /** Drop: a call that nothing answers, or that is no JSON, teaches calls that fail. */
  toolCalls: z
    .strictObject(decision('drop', 'error'))
    .prefault({})
    .describe('every tool call is answered by its id, has JSON arguments, and names a declared tool'),
  /** Drop: an empty text. */
  empty: z.strictObject(decision('drop', 'error')).prefault({}).describe('there is a prompt and an answer'),
  /** Drop: five and ten words are the usual floor for free text. Labels and JSON answers have none: a label is a whole answer. */
  tooShort: z
    .strictObject({
      ...decision('drop', 'error'),
      promptWords: least(5).describe('least words of the prompt; for text answers only'),
      answerWords: least(10).describe('least words of the answer; for text answers only'),
      promptTokens: least(0).describe('least tokens of the prompt, for every kind of answer'),
      answerTokens: least(0).describe('least tokens of the answer, for every kind of answer'),
    })
    .prefault({})
    .describe('least lengths'),
  /** Drop: a prompt that was cut is another example than the one that somebody wrote. */
  tooLong: z
    .strictObject({
      ...lengthDecision,
      promptWords: z.int().positive().nullable().default(1000).describe('most words of the prompt; null = no limit'),
      answerWords: z.int().positive().nullable().default(null).describe('most words of the answer, which is never cut; null = no limit'),
    })
    .prefault({})
    .describe('most words'),
  /** Drop: what exceeds the limit would be cut by the trainer or the provider, at the answer’s end. */
  tooManyTokens: z
    .strictObject({
      ...lengthDecision,
      rowTokens: z
        .int()
        .positive()
        .nullable()
        .default(null)
        .describe('most tokens of prompt and answer; null = what the base model is trained with'),
      promptTokens: z.int().positive().nullable().default(null).describe('most tokens of the prompt; null = no limit'),
      answerTokens: z.int().positive().nullable().default(null).describe('most tokens of the answer, which is never cut; null = no limit'),
    })
    .prefault({})
    .describe('most tokens of the base model'),
  /** Drop: an answer outside the closed set is either a slip or belongs to another task. */
  labelSet: z
    .strictObject({
      ...decision('drop', 'error'),
      labels: z.array(z.string().min(1)).min(1).nullable().default(null).describe('every allowed answer; null = found from the rows'),
    })
    .prefault({})
    .describe('answers are of the closed set, where the dataset has one'),
  /** Drop: text where all other answers are one JSON object. */
  wrongAnswer: z
    .strictObject(decision('drop', 'error'))
    .prefault({})
    .describe('the answer is one JSON object, where the dataset’s answers are'),
  /** Drop: the model would learn to repeat the question. */
  answerEqualsPrompt: z
    .strictObject(decision('drop', 'error'))
    .prefault({})
    .describe('the answer is not the question again; labels are not judged'),
  /** Drop: two equal answers teach no preference. */
  equalPreference: z.strictObject(decision('drop', 'error')).prefault({}).describe('the preferred answer is not the rejected one'),
  /** Flag: the majority may be what is wrong. Looked for only where 95 % agree, so that datasets of mixed forms are left alone. */
  formatDrift: z
    .strictObject({
      ...decision('flag', 'warning'),
      majority: z
        .number()
        .min(0.5)
        .max(1)
        .default(0.95)
        .describe('share of the answers that must have one form before others count as drift'),
      leastRows: least(100).describe('datasets of fewer rows are not judged'),
    })
    .prefault({})
    .describe('answers keep to the form that nearly all have: bullets, numbers, plain text, keys of JSON, a fixed beginning'),
  /** Drop: generators that got stuck. Limits are Gopher’s, stricter about short texts (docs/data-validation.md). */
  repetition: z.strictObject(decision('drop', 'error')).prefault({}).describe('text answers do not repeat lines, paragraphs or phrases'),
  /** Drop: letters that no language has; never code, identifiers or scripts that cannot be judged. */
  gibberish: z
    .strictObject(decision('drop', 'error'))
    .prefault({})
    .describe('text answers are not random letters or unreadable characters'),
  /** Flag: quotations and translations are of another language for a good reason. */
  language: z
    .strictObject({
      ...decision('flag', 'warning'),
      expected: z
        .array(z.string().regex(/^[a-z]{2}$/, 'expected an ISO 639-1 code such as "en"'))
        .min(1)
        .nullable()
        .default(null)
        .describe('ISO 639-1 codes; null = the language that at least 90 % of the answers have, if one has'),
    })
    .prefault({})
    .describe('text answers are of the dataset’s language; short texts, code and JSON are not judged'),
  /** Drop: a chat or prompt template was not filled in, or was applied before. */
  templateMarker: z
    .strictObject(decision('drop', 'error'))
    .prefault({})
    .describe(
      'no leftovers of chat and prompt templates: [INST], ### Response:, <|im_start|>, {{name}}, {input}; in code they are placeholders',
    ),
  /** Flag: forms and contracts have blanks. */
  placeholder: z.strictObject(decision('flag', 'warning')).prefault({}).describe('no blanks left to fill in: [Date], [•], [Insert name]'),
  /** Drop: such a text becomes a control token in training and ends or begins turns. */
  specialToken: z
    .strictObject(decision('drop', 'error'))
    .prefault({})
    .describe('no special tokens of the base model or of OpenAI’s encodings in the text'),
  minimumKeptShare: share
    .default(0.5)
    .describe('the run fails when a smaller share of the rows read is left: then the data is not what the spec says'),
  minimumKeptRows: z
    .int()
    .nonnegative()
    .nullable()
    .default(null)
    .describe('the run fails when fewer rows are left; null = the least of the base model'),
});
export type ValidationSpec = z.infer<typeof ValidationSpec>;

/** A rule's name in the spec. */
export type ValidationCheck = Exclude<keyof ValidationSpec, 'minimumKeptShare' | 'minimumKeptRows'>;
