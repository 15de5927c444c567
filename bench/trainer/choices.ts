/** How a rival is set, beside the job itself. */
export interface Choice {
  attention: 'sdpa' | 'eager';
  /** group_by_length: rows of like length share a batch, so there is less padding. */
  sampling?: 'random' | 'group_by_length';
  /** Rows in one forward pass; the rest of the effective batch is accumulated. */
  microBatchSize: number;
  /** Transformers' bf16=True over a float32 base, instead of a base loaded in bfloat16. */
  autocast?: boolean;
  workers?: number;
  /** TRL only: rows end to end, kept apart by a mask. */
  paddingFree?: boolean;
  /** TRL only: rows packed into sequences of this many tokens, one of which is a batch. */
  packTokens?: number;
}

export type Rival = 'trl' | 'bare';

const plain = { attention: 'eager', sampling: 'group_by_length', microBatchSize: 8 } as const;

/** The fastest of `candidates` for both lengths of answers, as `--choose` found it. */
export const chosen: Record<Rival, Choice> = {
  trl: plain,
  bare: plain,
};

/** What `--choose` tries: one thing changed at a time. */
export const candidates: Record<Rival, Record<string, Choice>> = {
  trl: {
    'chosen: eager, by length': chosen.trl,
    'fused attention': { ...chosen.trl, attention: 'sdpa' },
    'random order': { ...chosen.trl, sampling: 'random' },
    'two passes of 4': { ...chosen.trl, microBatchSize: 4 },
    'padding-free': { ...chosen.trl, attention: 'sdpa', paddingFree: true },
    'packed to 512 tokens': { ...chosen.trl, attention: 'sdpa', sampling: 'random', microBatchSize: 1, packTokens: 512 },
    'float32 base, autocast': { ...chosen.trl, autocast: true },
    'a loader process': { ...chosen.trl, workers: 1 },
  },
  bare: {
    'chosen: eager, by length': chosen.bare,
    'fused attention': { ...chosen.bare, attention: 'sdpa' },
    'random order': { ...chosen.bare, sampling: 'random' },
    'two passes of 4': { ...chosen.bare, microBatchSize: 4 },
    'float32 base, autocast': { ...chosen.bare, autocast: true },
    'a loader process': { ...chosen.bare, workers: 1 },
  },
};
