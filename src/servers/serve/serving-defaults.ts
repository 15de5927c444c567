/** How models are served unless told otherwise. */
export const servingDefaults = {
  precision: 'f16',
  /** Tokens of a prompt with its answer. */
  context: 4096,
  /** Requests that one model computes at once. */
  parallel: 4,
  /** Requests that may wait for one model; a client that gets a 503 tries again by itself. */
  mostWaiting: 256,
} as const;
