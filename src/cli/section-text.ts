import type { OpinionSection } from '../report/opinions/opinion-section.ts';
import { printable, table } from './output.ts';

/** A section for the terminal: its sentences, then its tables. Names that people or endpoints gave cannot steer it. */
export function sectionText({ lead, sentences, tables }: OpinionSection): string {
  const drawn = tables.map(({ caption, head, rows }) => `${caption}\n${table(head, rows)}`);
  return printable([lead, sentences.map((sentence) => `  ${sentence}`).join('\n'), ...drawn].join('\n\n'));
}
