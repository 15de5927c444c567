/** Search attributes of a run: name → type in Temporal. Registered by the worker at start where it may. */
export const searchAttributes = {
  AnnealStage: 'KEYWORD',
  AnnealStatus: 'KEYWORD',
  AnnealModel: 'KEYWORD',
  AnnealBackend: 'KEYWORD',
  AnnealScore: 'DOUBLE',
} as const;
export type SearchAttributeName = keyof typeof searchAttributes;
