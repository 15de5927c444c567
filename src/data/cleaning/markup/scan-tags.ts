import { codeRanges, insideCode } from './code-ranges.ts';
import { bareAttributes, isElement } from './html-elements.ts';

/** A tag, comment or document type, from `start` to `end` in the text. */
export interface Tag {
  kind: 'open' | 'close' | 'comment' | 'doctype';
  /** Of the element, in small letters; empty for comments. */
  name: string;
  start: number;
  end: number;
  attributes: boolean;
}

const tagName = /<(\/?)([a-z][a-z0-9]*(?::p)?)(?=[\s/>])/iy;
// A value holds no "<", so that a quote that nothing closes is looked for no further than to the next tag.
const attribute = /\s+([a-z_:@][\w:.-]*)(?:\s{0,9}=\s{0,9}("[^"<]*"|'[^'<]*'|[^\s"'<>=`]+))?/iy;
const tagEnd = /\s{0,9}\/?>/y;
const doctype = /<!doctype\s[^<>]{1,500}>/iy;

/**
 * The tags of HTML's elements in a text, in order. Tags of other names (<String>, <dependency>), signs of comparison and
 * everything in code are no tags here.
 */
export function scanTags(text: string): Tag[] {
  const tags: Tag[] = [];
  const isCode = insideCode(codeRanges(text));
  let commentEnd = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    if (isCode(at)) {
      at += 1;
      continue;
    }
    if (commentEnd !== -1 && text.startsWith('<!--', at)) commentEnd = text.indexOf('-->', at + 4);
    const tag =
      commentEnd > at ? { kind: 'comment' as const, name: '', start: at, end: commentEnd + 3, attributes: false } : readTag(text, at);
    if (tag !== null) tags.push(tag);
    at = tag?.end ?? at + 1;
  }
  return tags;
}

function readTag(text: string, start: number): Tag | null {
  const declared = matchAt(doctype, text, start);
  if (declared !== null) return { kind: 'doctype', name: '', start, end: start + declared[0].length, attributes: true };
  const opened = matchAt(tagName, text, start);
  const name = opened?.[2]?.toLowerCase() ?? '';
  if (opened === null || !isElement(name)) return null;
  let at = start + opened[0].length;
  let attributes = false;
  for (let found = matchAt(attribute, text, at); found !== null; found = matchAt(attribute, text, at)) {
    if (found[2] === undefined && !bareAttributes.has(found[1]!.toLowerCase())) return null;
    at += found[0].length;
    attributes = true;
  }
  const ended = matchAt(tagEnd, text, at);
  if (ended === null) return null;
  return { kind: opened[1] === '/' ? 'close' : 'open', name, start, end: at + ended[0].length, attributes };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
