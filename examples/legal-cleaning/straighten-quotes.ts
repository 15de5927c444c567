const singles = /[‘’‚‛]/g;
/** Exactly two: three are a fence of code; two behind a digit are inches or seconds. */
const doubles = /[“”„‟]|(?<!`)``(?!`)|(?<![\d'])''(?!')/g;

/**
 * Quotation marks and apostrophes as a keyboard writes them, " and ', so that one clause is one text whoever typed it.
 * Feet, inches and minutes (5′ 10″, 5' 10''), a guillemet without its partner ("Home » Terms") and commas stay.
 */
export function straightenQuotes(text: string): string {
  return straightenGuillemets(text).replace(singles, "'").replace(doubles, '"');
}

/** French puts spaces inside its marks; they go with them. German books point them inwards, without spaces. */
function straightenGuillemets(text: string): string {
  const [left, right] = [text.indexOf('«'), text.indexOf('»')];
  if (left === -1 || right === -1) return text;
  return left < right ? text.replace(/«[ \u00a0\u202f]?|[ \u00a0\u202f]?»/g, '"') : text.replace(/[«»]/g, '"');
}
