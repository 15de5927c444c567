import { countReferences } from './character-references.ts';
import { isTelling } from './html-elements.ts';
import { removeTags } from './remove-tags.ts';
import { scanTags, type Tag } from './scan-tags.ts';

const beginning = /<[a-z!/]|&[a-z#]/i;

/** Whether a text may hold tags or character references: a quick look. */
export function mayHoldMarkup(text: string): boolean {
  return beginning.test(text);
}

/**
 * Whether tags are used in the text as HTML uses them, and not only named. One of these is enough: an element with text in
 * it whose two tags touch what they enclose; a line break or rule that touches the word before or after it; a tag with
 * attributes, or two unclosed paragraphs or items, that touch what follows; a document type.
 */
export function isHtml(text: string, tags: readonly Tag[]): boolean {
  const opened = new Map<string, number>();
  let unclosed = 0;
  for (const tag of tags) {
    if (tag.kind === 'doctype') return true;
    if (!isTelling(tag.name)) continue;
    if (tag.kind === 'close') {
      const from = opened.get(tag.name);
      opened.delete(tag.name);
      if (from !== undefined && touches(text[tag.start - 1]) && holdsText(text, from, tag.start)) return true;
    } else if (tag.name === 'br' || tag.name === 'hr') {
      if (breaksText(text, tag)) return true;
    } else if (touches(text[tag.end])) {
      opened.set(tag.name, tag.end);
      const begins = /[\p{L}\p{N}<\n]/u.test(text[tag.end]!);
      if (begins && tag.attributes) return true;
      if (begins && (tag.name === 'p' || tag.name === 'li')) unclosed += 1;
      if (unclosed === 2) return true;
    }
  }
  return false;
}

/** Tags and character references that cleaning would take out or decode. */
export function countMarkup(text: string): number {
  const tags = scanTags(text);
  const html = isHtml(text, tags);
  return (html ? tags.length : 0) + countReferences(text, html ? 'any' : 'plain');
}

/** Names of languages of markup. "Tag" and "markup" alone are words of prose and trade. */
const subject = /(?<![./\w<-])(?:X?HTML5?|x?html5?|CSS|css|XML|xml|JSX|SVG|DOM|XSS)(?![\w/])/;
/** What only source of such a language holds, and "the <b> tag". */
const source = /className=|xmlns=|<\?(?:xml|php)\b|<[a-z]{1,10}[1-6]?> (?:tag|element)s?\b/;
/** Lines of source code outside of fences: in them a tag is part of a string, or of JSX. */
const code =
  /^[ \t]*(?:(?:const|let|var) [\w{[].{0,200}=|(?:async )?function\b.{0,200}\(|import .{1,200}['"]|export (?:default|const|function|class)\b|def \w+\(|#include [<"]|(?:public|private|protected|static) \w+ \w+|(?:if|for|while|switch) ?\(.{1,200}\) ?\{|return ?[(<'"`]|print\(|console\.|document\.|echo ['"]|\w+\(.{0,200}\);$)|=> ?[{(<]/m;
const fencedSource = /^ {0,3}(?:```|~~~)\s{0,9}(?:html|xml|xhtml|jsx|tsx|vue|svg|php|css)\b/m;

/** Whether a text is about HTML, CSS or XML, or is source code: then its tags are its matter. Words within tags and scripts do not count. */
export function speaksOfMarkup(text: string): boolean {
  if (source.test(text) || fencedSource.test(text)) return true;
  if (!subject.test(text) && !code.test(text)) return false;
  const plain = removeTags(text, scanTags(text));
  return subject.test(plain) || code.test(plain);
}

const touches = (character: string | undefined) => character !== undefined && character !== ' ';

/** Long enough to hold a word behind the opening tags of other elements. */
const looked = 2000;

function holdsText(text: string, from: number, to: number): boolean {
  return /[\p{L}\p{N}]/u.test(text.slice(from, Math.min(to, from + looked)));
}

/** "word<br>" and "<br>word"; not "the <br> tag", nor "use <br>." */
function breaksText(text: string, { start, end }: Tag): boolean {
  if (/[\p{L}\p{N}]/u.test(text[end] ?? '')) return true;
  return /[\p{L}\p{N}.,;:!?>]/u.test(text[start - 1] ?? '') && !/[.,;:!?)"']/.test(text[end] ?? '');
}
