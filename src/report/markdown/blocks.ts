import type { ReportTable } from '../tables/table.ts';

/** Text in a line of Markdown: nothing in it is markup, neither Markdown's nor HTML's. */
export function inline(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~#]/g, '\\$&');
}

/** Text as a block of code, fenced by more backticks than it holds. */
export function code(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

export function list(items: string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

export function markdownTable({ caption, head, rows, numeric = [], notes = [] }: ReportTable): string {
  const line = (cells: string[]) => `| ${cells.map(inline).join(' | ')} |`;
  const rule = `| ${head.map((_, index) => (numeric.includes(index) ? '---:' : '---')).join(' | ')} |`;
  const below = notes.length === 0 ? [] : ['', list(notes.map(inline))];
  return [`**${inline(caption)}**`, '', line(head), rule, ...rows.map(line), ...below].join('\n');
}
