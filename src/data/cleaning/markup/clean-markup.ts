import { ChangeCounts } from '../change-counts.ts';
import { cleanCharacters } from '../clean-characters.ts';
import { decodeReferences } from './character-references.ts';
import { isHtml, mayHoldMarkup } from './markup-evidence.ts';
import { removeTags } from './remove-tags.ts';
import { scanTags } from './scan-tags.ts';

/** Layers of markup in markup (&amp;lt;p&amp;gt;) that are taken off. */
const deepestNesting = 4;

/**
 * A text with clean characters without its markup, and with clean characters again. Goes on until nothing changes, so that
 * doing it twice changes nothing; null for a text whose markup nests deeper than four layers, which is to stay as it is.
 */
export function cleanMarkup(text: string, mojibake: 'repair' | 'keep', counts: ChangeCounts): string | null {
  const own = new ChangeCounts();
  let result = text;
  for (let layer = 0; layer <= deepestNesting; layer += 1) {
    const cleaned = mayHoldMarkup(result) ? cleanCharacters(cleanLayer(result, own), mojibake, own) : result;
    if (cleaned === result) {
      counts.addAll(own.list());
      return result;
    }
    result = cleaned;
  }
  return null;
}

function cleanLayer(text: string, counts: ChangeCounts): string {
  const tags = scanTags(text);
  const html = isHtml(text, tags);
  if (html) counts.add('tag', tags.length);
  const { text: decoded, count } = decodeReferences(html ? removeTags(text, tags) : text, html ? 'any' : 'plain');
  counts.add('entity', count);
  return decoded;
}
