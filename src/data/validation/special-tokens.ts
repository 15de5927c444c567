import { contentField, type CheckedRow, type Problem } from './checked-row.ts';
import { familyTokens } from './model-families.ts';

/** What counts as a special token: those of well-known families, and `own`, the base model's. */
export function specialTokens(own: readonly string[]): Set<string> {
  return new Set([...familyTokens, ...own].filter((token) => token.trim().length > 1));
}

/** Looks for special tokens as text. One pass over a text for all of them. */
export function specialTokenCheck(special: ReadonlySet<string>): (row: CheckedRow) => Problem[] {
  const tokens = [...special];
  const firsts = [...new Set(tokens.map((token) => token.slice(0, 2)))];
  const pattern = new RegExp(tokens.map((token) => token.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)).join('|'));
  return ({ messages }) => {
    const problems: Problem[] = [];
    for (const [index, { content }] of messages.entries()) {
      if (!firsts.some((first) => content.includes(first)) || !pattern.test(content)) continue;
      problems.push({
        check: 'specialToken',
        rule: 'special-token',
        field: contentField(index),
        message: 'the text holds a special token, which would be read as a control token and not as text',
      });
    }
    return problems;
  };
}
