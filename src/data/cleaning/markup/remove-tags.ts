import { breakOf, unreadable } from './html-elements.ts';
import type { Tag } from './scan-tags.ts';

/**
 * Text without these tags: tags of blocks become line breaks, cells are parted by tabs, scripts and styles go with what is
 * in them. White space beside a block's tags is a matter of the source and goes; all other white space stays.
 */
export function removeTags(text: string, tags: readonly Tag[]): string {
  if (tags.length === 0) return text;
  const output = new BrokenText();
  const closings = lastClosings(tags);
  let at = 0;
  for (let index = 0; index < tags.length; index += 1) {
    const tag = tags[index]!;
    output.text(text.slice(at, tag.start));
    if (tag.kind === 'open' && index < (closings.get(tag.name) ?? -1)) {
      do index += 1;
      while (tags[index]!.kind !== 'close' || tags[index]!.name !== tag.name);
    }
    at = tags[index]!.end;
    if (tag.name === 'pre') output.verbatim(tag.kind === 'open');
    output.break(breakOf(tag.name));
  }
  output.text(text.slice(at));
  return output.toString();
}

/** Index of the last closing tag of each element whose content is no text. */
function lastClosings(tags: readonly Tag[]): Map<string, number> {
  const closings = new Map<string, number>();
  for (const [index, { kind, name }] of tags.entries()) if (kind === 'close' && unreadable.has(name)) closings.set(name, index);
  return closings;
}

/** Collects text and breaks; of breaks that meet, the widest counts. */
class BrokenText {
  readonly #pieces: string[] = [];
  #break: '\n\n' | '\n' | '\t' | '' = '';
  #verbatim = false;

  text(piece: string): void {
    const blank = piece.trim() === '';
    if (piece === '' || (blank && this.#break !== '' && !this.#verbatim)) return;
    if (this.#break === '') {
      this.#pieces.push(piece);
      return;
    }
    this.#trimEnd();
    if (this.#pieces.length > 0) this.#pieces.push(this.#break);
    this.#pieces.push(this.#verbatim ? piece.replace(/^\n/, '') : piece.trimStart());
    this.#break = '';
  }

  break(wanted: '\n\n' | '\n' | '\t' | ''): void {
    const rank = (one: string) => ['', '\t', '\n', '\n\n'].indexOf(one);
    if (rank(wanted) > rank(this.#break)) this.#break = wanted;
  }

  /** White space of the text that follows is kept as it is, or no longer. */
  verbatim(on: boolean): void {
    this.#verbatim = on;
  }

  toString(): string {
    return this.#pieces.join('');
  }

  #trimEnd(): void {
    for (let last = this.#pieces.pop(); last !== undefined; last = this.#pieces.pop()) {
      const trimmed = last.trimEnd();
      if (trimmed === '') continue;
      this.#pieces.push(trimmed);
      return;
    }
  }
}
