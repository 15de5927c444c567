import type { RowRule } from '../../contracts/row-finding.ts';

/** What a change did, finer than the rule that it counts under. */
export type ChangeKind =
  | 'mojibake'
  | 'unicode-form'
  | 'byte-order-mark'
  | 'control'
  | 'invisible'
  | 'direction'
  | 'line-end'
  | 'edge'
  | 'tag'
  | 'entity';

/** So many changes of one kind in a text. */
export interface Change {
  rule: RowRule;
  kind: ChangeKind;
  /** At least 1. */
  count: number;
}

/** Each kind in the order in which changes are listed: the rule that it counts under and how it is told, for one and for many. */
const kinds: Record<ChangeKind, { rule: RowRule; one: string; many: string }> = {
  mojibake: { rule: 'mojibake', one: 'repaired a character of a wrong encoding', many: 'repaired # characters of a wrong encoding' },
  'unicode-form': { rule: 'unicode', one: 'brought a character to Unicode NFC', many: 'brought # characters to Unicode NFC' },
  'byte-order-mark': { rule: 'control-characters', one: 'removed a byte order mark', many: 'removed # byte order marks' },
  control: { rule: 'control-characters', one: 'removed a control character', many: 'removed # control characters' },
  invisible: { rule: 'control-characters', one: 'removed an invisible character', many: 'removed # invisible characters' },
  direction: { rule: 'control-characters', one: 'removed a mark of writing direction', many: 'removed # marks of writing direction' },
  tag: { rule: 'markup', one: 'removed a tag', many: 'removed # tags' },
  entity: { rule: 'markup', one: 'decoded a character reference', many: 'decoded # character references' },
  'line-end': { rule: 'whitespace', one: 'made a line end \\n', many: 'made # line ends \\n' },
  edge: { rule: 'whitespace', one: 'removed a blank at the edges', many: 'removed # blanks at the edges' },
};

/** Counts changes while a text is cleaned. */
export class ChangeCounts {
  readonly #counts = new Map<ChangeKind, number>();

  add(kind: ChangeKind, count: number): void {
    if (count > 0) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  addAll(changes: readonly Change[]): void {
    for (const { kind, count } of changes) this.add(kind, count);
  }

  /** Empty when nothing was changed. */
  list(): Change[] {
    if (this.#counts.size === 0) return [];
    return (Object.keys(kinds) as ChangeKind[]).flatMap((kind) => {
      const count = this.#counts.get(kind);
      return count === undefined ? [] : [{ rule: kinds[kind].rule, kind, count }];
    });
  }
}

/** "removed 3 invisible characters and a byte order mark"; names kinds and counts, never text. */
export function describeChanges(changes: readonly Change[]): string {
  const parts = changes.map(({ kind, count }) => (count === 1 ? kinds[kind].one : kinds[kind].many.replace('#', String(count))));
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `text` with `by` for each match of a global pattern, counted. Gives the text itself where nothing matches. */
export function replaceCounted(text: string, pattern: RegExp, by: string, counted: (count: number) => void): string {
  let count = 0;
  const replaced = text.replace(pattern, () => {
    count += 1;
    return by;
  });
  if (count > 0) counted(count);
  return replaced;
}
