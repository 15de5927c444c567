import { hashOf } from '../block.ts';
import { everydayLife } from './everyday-life.ts';
import { templateTexts } from './templates.ts';
import { theWorld } from './the-world.ts';
import { workAndPeople } from './work-and-people.ts';

/** A paragraph of general prose, of which the words behind the first few are scored. */
export interface GeneralText {
  /** Hash of the text. */
  id: string;
  /** The first words, which are given. */
  prefix: string;
  /** All that follows, with its leading space. */
  text: string;
}

/** Words that are given: enough to say what kind of text it is. */
const givenWords = 4;

/** All paragraphs, in a fixed order; their version is that of the suite. */
export function generalTexts(): GeneralText[] {
  const written = [everydayLife, theWorld, workAndPeople].flatMap((part) => part.trim().split(/\n\s*\n/));
  return [...written, ...templateTexts()].map((paragraph) => {
    const words = paragraph.split(' ');
    return {
      id: `text-${hashOf(paragraph).slice(0, 12)}`,
      prefix: words.slice(0, givenWords).join(' '),
      text: ` ${words.slice(givenWords).join(' ')}`,
    };
  });
}
