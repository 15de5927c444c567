import { RowSketcher, type SketchBatch } from '../../data/duplicates/row-sketch.ts';
import type { PoolWork } from '../../threads/pool-work.ts';
import { sketchLines } from './sketch-lines.ts';

/** Sketches whole lines of canonical rows. Lines come in, arrays go back; their memory is handed over, not copied. */
export const sketchWork: PoolWork<null, Uint8Array<ArrayBuffer>, SketchBatch> = {
  setUp: () => {
    const sketcher = new RowSketcher();
    return (bytes) => {
      sketchLines(bytes, sketcher);
      return sketcher.take();
    };
  },
  requestMemory: ({ buffer }) => [buffer],
  answerMemory: ({ keys, lengths, kinds, tokens, fileOf, lines }) =>
    [keys, lengths, kinds, tokens, fileOf, lines].map(({ buffer }) => buffer),
};
