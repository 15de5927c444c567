/** A word's first half before the line break; the second half is looked at only, since it may be broken again. */
const broken = /(?<!\p{L})(\p{L}{1,60})-[ \t]*\n[ \t]*(?=(\p{Ll}{1,60}))/gu;
const hyphenated = /\p{L}{1,60}-\p{L}{1,60}/gu;
const word = /\p{L}+/gu;

/** First halves that keep their hyphen: "non-\ndisclosure" is no word that was broken. None of them begins a longer word often. */
const compounds = new Set('cross fully non quasi second self third vice well wholly'.split(' '));

/**
 * Words that a line break cut in two, whole again: "termina-\ntion" becomes "termination". The hyphen stays where the text
 * has the word with a hyphen elsewhere, or where the first half makes compounds; it goes where the text has the word
 * without one. The line break goes in either case. Numbers and names ("2019-\n2020", "Smith-\nJones") stay.
 */
export function joinHyphenated(text: string): string {
  if (!text.includes('-')) return text;
  const pairs = new Set(text.match(hyphenated));
  const words = new Set(text.match(word));
  const keepsHyphen = (first: string, second: string) => {
    if (pairs.has(`${first}-${second}`)) return true;
    if (words.has(`${first}${second}`)) return false;
    return first.length === 1 || compounds.has(first.toLowerCase());
  };
  return text.replace(broken, (_, first: string, second: string) => (keepsHyphen(first, second) ? `${first}-` : first));
}
