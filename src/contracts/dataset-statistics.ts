import { z } from 'zod';
import { LengthStatistics, SplitName } from './dataset.ts';
import { Message } from './row.ts';

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);

/** Words, characters (UTF-16 code units) and tokens of texts; tokens are null where no tokenizer was given. */
export const TextLengths = z.strictObject({
  words: LengthStatistics,
  characters: LengthStatistics,
  tokens: LengthStatistics.nullable(),
});
export type TextLengths = z.infer<typeof TextLengths>;

/** A number that is exact up to a cap and an estimate beyond it. */
export const DistinctCount = z.strictObject({
  count,
  estimated: z.boolean().describe('true beyond the cap; the standard error is then 0.5 % or less'),
});
export type DistinctCount = z.infer<typeof DistinctCount>;

/** What a part of a dataset (a split, a label) is like. */
export const PartStatistics = z.strictObject({
  rows: count,
  promptWords: LengthStatistics,
  answerWords: LengthStatistics,
  tokens: LengthStatistics.nullable().describe('of the whole row as a chat'),
});
export type PartStatistics = z.infer<typeof PartStatistics>;

/** How varied texts are. */
export const Diversity = z.strictObject({
  wordTokenizer: z.literal('letters-digits-marks, lower case; ideographs one by one'),
  words: count.describe('running words'),
  vocabularySize: DistinctCount,
  distinct1: share.describe('distinct words ÷ words; falls with length, so compare datasets of one size'),
  distinct2: share.describe('distinct pairs of words ÷ pairs'),
  typeTokenRatio: z
    .strictObject({ window: count, windows: count, mean: share })
    .nullable()
    .describe('distinct words ÷ words in windows of one length, averaged; null where there is no whole window'),
  selfBleu: z
    .strictObject({ score: z.number(), sample: count })
    .nullable()
    .describe('mean BLEU (0 to 100) of sampled answers against the others of the sample; high = alike. null below two answers'),
  vendiScore: z
    .strictObject({ score: z.number(), sample: count })
    .nullable()
    .describe('how many different answers the sample amounts to: 1 = all alike, its size = all different; cosine of word counts'),
});
export type Diversity = z.infer<typeof Diversity>;

export const LabelBalance = z.strictObject({
  labels: z.array(z.strictObject({ label: z.string(), rows: count, share })),
  balance: share.describe('entropy of the shares ÷ that of equal shares: 1 = balanced'),
  mostToLeast: z.number().describe('rows of the most frequent label ÷ those of the rarest'),
});
export type LabelBalance = z.infer<typeof LabelBalance>;

export const DetailedStatistics = z.strictObject({
  rows: count,
  roles: z.partialRecord(Message.shape.role, TextLengths).describe('of single messages, by role'),
  prompt: TextLengths.describe('of all messages before the answer'),
  answer: TextLengths,
  turns: LengthStatistics.describe('messages of a row'),
  prompts: Diversity,
  answers: Diversity,
  distinctAnswers: DistinctCount,
  labelBalance: LabelBalance.nullable().describe('null where answers are no labels'),
  duplicateShare: share.describe('rows whose messages an earlier row has too'),
  syntheticShare: share,
  tokensPerEpoch: count.nullable().describe('of all rows, cut at nothing; null where no tokenizer was given'),
  splits: z.partialRecord(SplitName, PartStatistics),
  byLabel: z.record(z.string(), PartStatistics).describe('of the 50 labels at most; empty where answers are no labels'),
});
export type DetailedStatistics = z.infer<typeof DetailedStatistics>;
