const words = (text: string) => text.trim().split(/\s+/);

/** Elements that make text HTML where they are used: no one writes their tags for another purpose. */
const telling = words(`
  a abbr b big blockquote body br center dd del div dl dt em font h1 h2 h3 h4 h5 h6 head hr html i iframe img ins li link meta
  noscript o:p ol p pre script small span strike strong style sub sup table tbody td tfoot th thead tr tt u ul
`);

/** Elements whose names also serve as delimiters of prompts (<article>, <input>): they go only with a text that is HTML by others. */
const ambiguous = words(`
  acronym address area article aside audio base bdi bdo button canvas caption cite code col colgroup dfn details dialog dir
  embed fieldset figcaption figure footer form frame frameset header hgroup input kbd label legend main map mark menu nav
  object optgroup option param picture progress q ruby rp rt samp section select source summary svg textarea time title track
  var video wbr
`);

const tellingNames = new Set(telling);
const names = new Set([...telling, ...ambiguous]);

/** <s> is no element here: with </s> it also begins and ends the text of some base models, which is another rule's business. */
export function isElement(name: string): boolean {
  return names.has(name);
}

export function isTelling(name: string): boolean {
  return tellingNames.has(name);
}

/** Elements whose content is no text. */
export const unreadable = new Set(['script', 'style']);

const paragraphs = new Set(words('article blockquote dl fieldset figure form h1 h2 h3 h4 h5 h6 hr ol p pre section table ul'));
const lines = new Set(
  words(
    'address aside br body caption center dd details dialog div dt figcaption footer head header html legend li main menu nav option summary title tr',
  ),
);
const cells = new Set(['td', 'th']);

/** What stands in a text for the tag of an element: a blank line, a line break, a tab between cells, or nothing. */
export function breakOf(name: string): '\n\n' | '\n' | '\t' | '' {
  if (paragraphs.has(name)) return '\n\n';
  if (lines.has(name)) return '\n';
  return cells.has(name) ? '\t' : '';
}

/** Attributes that are written without a value. */
export const bareAttributes = new Set(
  words(
    'allowfullscreen async autofocus autoplay checked compact controls default defer disabled hidden ismap loop multiple muted nohref noshade novalidate nowrap open readonly required reversed selected',
  ),
);
