import type { SketchBatch } from '../../data/duplicates/row-sketch.ts';

export interface SketchRequest {
  /** Place of the lines among all that are sent. */
  number: number;
  bytes: ArrayBuffer;
}

export interface SketchAnswer {
  number: number;
  batch: SketchBatch;
}

/** The memory of a batch, to be handed over. */
export function transferOf({ keys, lengths, kinds, tokens, fileOf, lines }: SketchBatch): ArrayBuffer[] {
  return [keys, lengths, kinds, tokens, fileOf, lines].map(({ buffer }) => buffer);
}
