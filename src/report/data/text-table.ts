import Table from 'cli-table3';
import type { ReportTable } from '../tables/table.ts';

/** Columns of a terminal that everything fits. */
export const textWidth = 80;
const gap = 2;
/** Narrower than this a column of words is hard to read. */
const leastWidth = 8;

const wideLetters = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{Extended_Pictographic}\uff01-\uff60]/u;

/** What may stand in a terminal: characters that steer it or turn the direction of writing become dots. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '·');
}

/** Lines of at most so many columns, cut at spaces, or anywhere in a word that is longer than a line. */
export function wrappedText(text: string, width = textWidth): string {
  const lines: string[] = [];
  for (const word of printable(text.replace(/\s+/g, ' ').trim()).split(' ')) {
    for (const piece of pieces(word, width)) {
      const last = lines.at(-1);
      if (last !== undefined && columnsOf(last) + 1 + columnsOf(piece) <= width) lines[lines.length - 1] = `${last} ${piece}`;
      else lines.push(piece);
    }
  }
  return lines.join('\n');
}

/** A table without vertical lines in 80 columns; cells wrap, the columns of most text giving way. */
export function textTable({ caption, head, rows, numeric = [], notes = [] }: ReportTable): string {
  const widths = columnWidths([head, ...rows], numeric);
  const drawn = new Table({
    colWidths: widths.map((width) => width + gap),
    colAligns: head.map((_, column) => (numeric.includes(column) ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    chars: noLines,
  });
  const wrapped = (row: readonly string[]) => row.map((cell, column) => wrappedText(cell, widths[column]));
  drawn.push(...[head, ...rows].map(wrapped));
  const lines = drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [wrappedText(caption), ...lines, ...notes.map((note) => wrappedText(note))].join('\n');
}

/** As wide as the longest cell where all fits; else numbers stay whole and the widest others are narrowed in turn. */
function columnWidths(rows: readonly (readonly string[])[], numeric: readonly number[]): number[] {
  const widths = rows[0]!.map((_, column) => Math.max(1, ...rows.map((row) => columnsOf(printable(row[column] ?? '')))));
  const room = textWidth - gap * widths.length;
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const isWords = (column: number) => !numeric.includes(column) && widths[column]! > leastWidth;
    const open = widths.map((_, column) => column).filter(isWords);
    const narrowed = open.length > 0 ? open : widths.map((_, column) => column);
    const widest = narrowed.reduce((most, column) => (widths[column]! > widths[most]! ? column : most));
    widths[widest] = Math.max(1, widths[widest]! - 1);
  }
  return widths;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Columns that a text takes: East Asian letters and pictures take two. */
function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += wideLetters.test(character) ? 2 : 1;
  return columns;
}

function pieces(word: string, width: number): string[] {
  if (columnsOf(word) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && columnsOf(piece + character) > width) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
}

const noLines = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);
