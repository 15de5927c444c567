import type { PiiEntity } from '../../contracts/pii-spec.ts';

/** A place in a text that holds personal data or a secret. */
export interface PiiSpan {
  entity: PiiEntity;
  /** UTF-16 code units of the text that was searched. */
  start: number;
  end: number;
  /** 0 to 1; 1 = a checksum or an unmistakable form proves it. */
  score: number;
  /** The rule that found it: never the value. */
  reason: string;
}

/** What recognisers may be told. */
export interface RecogniserOptions {
  /** Two-letter countries of national phone numbers. */
  regions: readonly string[];
  /** Whether private IPv4 addresses count. */
  privateAddresses: boolean;
}

/** Finds the spans of one or a few entities in a text. Linear in its length, whatever it holds. */
export type Recogniser = (text: string, options: RecogniserOptions) => PiiSpan[];

/** A stretch of text that is known to be something else. */
export interface Claimed {
  start: number;
  end: number;
}

/** Presidio's context enhancement: a word near a value raises its score by this much, to at least the floor. */
const contextBonus = 0.35;
const contextFloor = 0.4;

/** The score of a pattern that a context word stands near. */
export function raised(score: number): number {
  return Math.min(1, Math.max(contextFloor, score + contextBonus));
}
