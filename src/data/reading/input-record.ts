import type { Refusal } from '../refusal.ts';

/** What stands on a line (of a JSON array and Parquet: at a place, counted from 1): a parsed value, or why there is none. */
export type InputRecord = { line: number; value: unknown } | ({ line: number } & Refusal);
