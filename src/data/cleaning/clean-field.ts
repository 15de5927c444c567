import { ChangeCounts, type Change } from './change-counts.ts';
import { cleanCharacters } from './clean-characters.ts';
import { cleanMarkup } from './markup/clean-markup.ts';
import { countMarkup, mayHoldMarkup, speaksOfMarkup } from './markup/markup-evidence.ts';

/** What is done to a text beyond what always is. */
export interface CleaningOptions {
  /** Tags and character references of a text that is HTML. `flag` leaves them and tells; default strip. */
  markup?: 'strip' | 'keep' | 'flag';
  /** UTF-8 that was read as windows-1252 or Latin-1; default repair. */
  mojibake?: 'repair' | 'keep';
}

/** A text in one form, and what it took. */
export interface CleanedField {
  text: string;
  /** Empty when the text is as it was. */
  changes: Change[];
  /** Tags and character references that were found and left: by `markup: 'flag'`, or since they nest without end. */
  markupLeft: number;
}

/** Something that is neither printable ASCII nor a line end or a tab, or that may begin markup. */
const unusual = /[^\n\t\x20-\x25\x27-\x3b\x3d-\x7e]/;

/**
 * A text in one form: NFC, line ends \n, no control or invisible characters but where they carry meaning, no mojibake, no
 * HTML, no white space around it. Inner white space and code stay. Takes time linear in the text; done twice it changes
 * nothing. A text with nothing to do costs one scan.
 */
export function cleanField(text: string, options: CleaningOptions = {}): CleanedField {
  if (isClean(text)) return { text, changes: [], markupLeft: 0 };
  const cleaned = cleanFieldCharacters(text, options);
  return keepsMarkup(options, [cleaned.text]) ? cleaned : cleanFieldMarkup(cleaned, options);
}

/** The first half of cleanField: everything but markup. */
export function cleanFieldCharacters(text: string, options: CleaningOptions): CleanedField {
  if (isClean(text)) return { text, changes: [], markupLeft: 0 };
  const counts = new ChangeCounts();
  const mojibake = options.mojibake ?? 'repair';
  const cleaned = cleanCharacters(text, mojibake, counts);
  const changes = counts.list();
  return { text: cleaned, changes, markupLeft: 0 };
}

/** The second half of cleanField, for texts of which keepsMarkup is false. */
export function cleanFieldMarkup(field: CleanedField, options: CleaningOptions): CleanedField {
  if (!mayHoldMarkup(field.text)) return field;
  if (options.markup === 'flag') return { ...field, markupLeft: countMarkup(field.text) };
  const counts = new ChangeCounts();
  counts.addAll(field.changes);
  const text = cleanMarkup(field.text, options.mojibake ?? 'repair', counts);
  return text === null ? { ...field, markupLeft: countMarkup(field.text) } : { text, changes: counts.list(), markupLeft: 0 };
}

/**
 * Whether markup in these texts stays: by choice, or because one of them speaks of HTML, CSS or XML and so the markup is
 * what it is about. Texts of one row are asked together: the question may name what the answer shows.
 */
export function keepsMarkup(options: CleaningOptions, texts: readonly string[]): boolean {
  if (options.markup === 'keep') return true;
  return texts.some(mayHoldMarkup) && texts.some(speaksOfMarkup);
}

function isClean(text: string): boolean {
  if (unusual.test(text)) return false;
  return text === '' || !(isBlank(text.charCodeAt(0)) || isBlank(text.charCodeAt(text.length - 1)));
}

/** Of ASCII: space, tab, line feed. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a;
}
