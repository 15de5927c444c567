import { z } from 'zod';
import { Sha256 } from './blob.ts';
import { Estimate } from './evaluation-report.ts';
import { Kappa, Measured, Side, Winner } from './review.ts';

/** The one thing that a judge may answer. */
export const JudgeVerdict = z.strictObject({ winner: z.enum(['A', 'B', 'tie']), reason: z.string().max(4000) });
export type JudgeVerdict = z.infer<typeof JudgeVerdict>;

/** Who is asked, and how. The prompt's hash changes with its wording, so that verdicts of two wordings never mix. */
export const JudgeIdentity = z.strictObject({
  url: z.string(),
  model: z.string(),
  promptHash: Sha256,
  temperature: z.number(),
  maxTokens: z.int().positive(),
});
export type JudgeIdentity = z.infer<typeof JudgeIdentity>;

/** What came of asking about one row in both orders. An error is no verdict and counts for nobody. */
export const JudgedPair = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('judged'),
    test: z.string(),
    row: z.string(),
    group: z.string().nullable(),
    winner: Winner.describe('of both orders: who won in both, else a tie'),
    orders: z.tuple([Winner, Winner]).describe('what was said when the base stood first, and when the tuned model did'),
    characters: z.record(Side, z.int()),
    reasons: z.tuple([z.string(), z.string()]),
  }),
  z.strictObject({ kind: z.literal('identical'), test: z.string(), row: z.string(), group: z.string().nullable() }),
  z.strictObject({ kind: z.literal('error'), test: z.string(), row: z.string(), group: z.string().nullable(), message: z.string() }),
]);
export type JudgedPair = z.infer<typeof JudgedPair>;

/** What a judge found, and whether it is to be believed. */
export const JudgeResults = z.strictObject({
  verdict: z.enum(['usable', 'unusable', 'inconclusive']),
  reasons: z.array(z.string()).min(1).describe('of the verdict, for a person'),
  rows: z.int(),
  judged: z.int(),
  identical: z.int().describe('equal answers are ties, and nobody is asked about them'),
  errors: z.int(),
  wins: z.strictObject({ tuned: z.int(), tie: z.int(), base: z.int() }).describe('identical answers among the ties'),
  tunedWinRate: Measured.describe('(wins + ties ÷ 2) ÷ rows without errors; null when the judge is unusable'),
  consistency: Estimate.nullable().describe('share of rows with the same verdict in both orders'),
  firstPosition: Estimate.nullable().describe('share of decided single verdicts that went to the answer that stood first; 0.5 is fair'),
  longerWins: Estimate.nullable().describe('share of decided rows that the longer answer won'),
  people: z.strictObject({ agreement: Kappa, longerWins: Estimate.nullable() }).nullable().describe('null: nobody has rated these rows'),
});
export type JudgeResults = z.infer<typeof JudgeResults>;

/** `runs/<runId>/judge.json` */
export const JudgeRecord = z.strictObject({
  format: z.literal(1),
  runId: z.string(),
  judge: JudgeIdentity,
  answeredBy: z.array(z.string()).describe('names of models as the endpoint gave them'),
  testRows: z.int().nonnegative().optional().describe('rows of all tests; where there are fewer pairs, those are a uniform sample'),
  pairs: z.array(JudgedPair),
});
export type JudgeRecord = z.infer<typeof JudgeRecord>;

/** What a judge found about a run, as commands, client and report tell it. Agreement with people is of the moment it is read. */
export const JudgeSummary = z.strictObject({
  runId: z.string(),
  judge: JudgeIdentity,
  answeredBy: z.array(z.string()),
  testRows: z.int().nonnegative().describe('rows of all tests; `results.rows` of them were to be judged'),
  results: JudgeResults,
  errors: z.array(z.strictObject({ message: z.string(), rows: z.int().positive() })).describe('why rows have no verdict, commonest first'),
});
export type JudgeSummary = z.infer<typeof JudgeSummary>;
