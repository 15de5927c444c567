/** Writes as many rows of 100 words as the first argument says into the folder named by the second; prints the file. */
import { rowId } from '../../src/data/canonical-row.ts';
import { writeLineFiles } from '../../src/preparation/line-file.ts';
import { RowWriter, sentences } from '../data/duplicates/edited-rows.ts';

const [count, folder] = [Number(process.argv[2]), process.argv[3]!];
const words = 100;
const answerWords = 30;

/** Every tenth row is a copy of the one before, with some words edited. */
const writer = new RowWriter(5);
let before: string[] = [];
function textOf(index: number): string[] {
  before = index % 10 === 1 ? writer.edit(before, 5) : writer.words(words);
  return before;
}

const { rows } = await writeLineFiles(folder, ['rows'], async (files) => {
  for (let index = 0; index < count; index += 1) {
    const text = textOf(index);
    const { messages, source } = writer.row(sentences(text.slice(0, -answerWords)), sentences(text.slice(-answerWords)));
    await files.rows.write({ id: rowId(messages), messages, group: `customer ${index % (count / 2)}`, source });
  }
});
console.log(JSON.stringify(rows));
