/** A thread that sketches rows: lines come in, arrays go back; their memory is handed over, not copied. */
import { parentPort } from 'node:worker_threads';
import { RowSketcher } from '../../data/duplicates/row-sketch.ts';
import { sketchLines } from './sketch-lines.ts';
import { transferOf, type SketchAnswer, type SketchRequest } from './sketch-messages.ts';

const sketcher = new RowSketcher();

parentPort!.on('message', ({ number, bytes }: SketchRequest) => {
  sketchLines(new Uint8Array(bytes), sketcher);
  const answer: SketchAnswer = { number, batch: sketcher.take() };
  parentPort!.postMessage(answer, transferOf(answer.batch));
});
