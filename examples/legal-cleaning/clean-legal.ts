import type { DomainCleaner } from '../../src/contracts/domain-cleaner.ts';
import { joinHyphenated } from './join-hyphenated.ts';
import { removePageFurniture } from './remove-page-furniture.ts';
import { spaceSectionSigns } from './space-section-signs.ts';
import { straightenQuotes } from './straighten-quotes.ts';

/**
 * Legal text as it comes out of PDF files, one step after the other. Page furniture goes first: it cuts words and sentences
 * in two. Goes on until nothing changes, since a word made whole may be part of a header.
 */
export function cleanLegalText(text: string): string {
  const cleaned = straightenQuotes(spaceSectionSigns(joinHyphenated(removePageFurniture(text))));
  return cleaned === text ? text : cleanLegalText(cleaned);
}

/** Instructions (system and developer messages) were written for the model and are left alone. */
export default {
  name: 'legal-text',
  version: '1',
  clean(row) {
    const clean = (messages: typeof row.messages) =>
      messages.map((message) =>
        message.role === 'system' || message.role === 'developer' ? message : { ...message, content: cleanLegalText(message.content) },
      );
    return { ...row, messages: clean(row.messages), ...(row.rejected && { rejected: clean(row.rejected) }) };
  },
} satisfies DomainCleaner;
