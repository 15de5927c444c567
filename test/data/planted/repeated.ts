import type { Content } from './content.ts';
import { editWords } from './edit-text.ts';
import { jaccard } from './jaccard.ts';
import type { Ground, Plant, Spoilt } from './plant.ts';
import { shapedRow, writeRow, type Shape } from './write-row.ts';

const again =
  (change: (text: string) => string) =>
  ({ original, shape }: Ground): string =>
    writeRow({ ...original, prompt: change(original.prompt), answer: change(original.answer) }, shape);

/** Another shape of the same row: rows with a system text or a tool have only one. */
const otherShape = (shape: Shape): Shape =>
  shape === 'input' ? 'messages' : shape === 'messages' ? 'prompt' : shape === 'prompt' ? 'input' : shape;

/** JSON that a tool with other habits writes: keys the other way round, spaces, escapes for all but ASCII. */
function reserialised({ original, shape }: Ground): string {
  const row = Object.fromEntries(Object.entries(shapedRow(original, shape)).toReversed());
  const text = JSON.stringify(row, null, 1).replaceAll('\n', ' ');
  return text.replaceAll(/[^\0-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const copies: Plant['ways'] = {
  same: again((text) => text),
  reserialised,
  'other shape': ({ original, shape }) => writeRow(original, otherShape(shape)),
};

/** Ways that only texts bear: a label or a JSON answer in another case is another answer. */
const disguisedCopies: Plant['ways'] = {
  ...copies,
  'other case': again((text) => text.toUpperCase()),
  decomposed: again((text) => text.normalize('NFD')),
  'zero-width': again((text) => text.replace(' ', ' \u200b')),
  'other spaces': again((text) => text.replaceAll(' ', '  ')),
};

const edited = ({ random, original, shape }: Ground): Spoilt => {
  const prompt = editWords(random, original.prompt, 0.01 + random.fraction() * 0.09).text;
  const content: Content = { ...original, prompt };
  return { line: writeRow(content, shape), jaccard: jaccard(`${original.prompt}\n${original.answer}`, `${prompt}\n${original.answer}`) };
};

const contradicted =
  (prompt: (text: string) => string) =>
  ({ original, content, shape }: Ground): string =>
    writeRow({ ...original, prompt: prompt(original.prompt), answer: content.answer }, shape);
const conflicts: Plant['ways'] = {
  'same prompt': contradicted((text) => text),
  'other spaces': contradicted((text) => `  ${text}\n`),
  'zero-width': contradicted((text) => text.replace(' ', '\u200b ')),
};

/** Rows that are there already, or that stand in the frozen test. */
export const repeatedText: readonly Plant[] = [
  { rule: 'conflict', needs: 'earlier', ways: conflicts },
  { rule: 'exact-duplicate', needs: 'earlier', ways: disguisedCopies },
  { rule: 'near-duplicate', needs: 'earlier', ways: { edited } },
  { rule: 'leak', needs: 'frozen', ways: disguisedCopies },
];

/** The same where answers are labels, JSON or pairs: copies are disguised by their JSON only. */
export const repeatedRows: readonly Plant[] = [
  { rule: 'exact-duplicate', needs: 'earlier', ways: copies },
  { rule: 'leak', needs: 'frozen', ways: copies },
];

/** A contradiction of labels: the prompt is the same, the label another. */
export const repeatedLabels: readonly Plant[] = [...repeatedRows, { rule: 'conflict', needs: 'earlier', ways: conflicts }];
