/**
 * Characters that are not seen: zero-width spaces and joiners, invisible operators, marks of writing direction, annotation
 * marks, variation selectors, letters as tags. Soft hyphens are not among them: in Latin-1 they may be half of another letter.
 */
// oxlint-disable-next-line no-misleading-character-class -- single characters are what is looked for
const suspects = /[\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;

const suspect = new RegExp(suspects.source, 'u');
/** The same by UTF-16 units, for a quick look. */
// oxlint-disable-next-line no-misleading-character-class -- single characters are what is looked for
const suspectUnits = /[\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb\udb40-\udb43]/;

/** Marks, embeddings, overrides and isolates of writing direction: they let a text be read otherwise than it is stored. */
const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** Scripts in which a joiner or non-joiner tells letters or words apart: Arabic and its kin, those of South and South-East Asia, Mongolian. */
const joined =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mand}\p{scx=Nkoo}\p{scx=Adlm}\p{scx=Rohg}\p{scx=Thaa}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Tibt}\p{scx=Mymr}\p{scx=Khmr}\p{scx=Mong}\p{scx=Newa}\p{scx=Tirh}\p{scx=Mtei}\p{scx=Java}\p{scx=Bali}]/u;
const spelled = /[\p{L}\p{M}]/u;
const pictured = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\ufe0f\u20e3]/u;
/** What a text or emoji form can be chosen for; digits, # and * only before a keycap. */
const twoForms = /\p{Emoji}/u;
/** What has standard variants: ideographs, mathematical signs, Myanmar, 'Phags-pa, and full-width marks. */
const varied = /[\p{scx=Hani}\p{Sm}\p{scx=Mymr}\p{scx=Phag}\uff01-\uff1f0]/u;
const mongolian = /\p{scx=Mong}/u;
const mark = /\p{M}/u;
const blackFlag = '\u{1f3f4}';
const tagEnd = 0xe007f;

/** What was taken out of a text. */
interface Removed {
  byteOrderMarks: number;
  invisible: number;
  direction: number;
}

/**
 * Text without invisible characters, but for those that carry meaning where they stand: ZWJ and ZWNJ between letters of
 * joining and Indic scripts, ZWJ in emoji, variation selectors behind what has variants, tags that spell a flag.
 */
export function removeInvisible(text: string): { text: string; removed: Removed } {
  const removed: Removed = { byteOrderMarks: 0, invisible: 0, direction: 0 };
  if (!suspectUnits.test(text)) return { text, removed };
  const kept: string[] = [];
  let [from, last] = [0, ''];
  for (const match of text.matchAll(suspects)) {
    const [character] = match;
    const at = match.index;
    if (at > from) last = characterBefore(text, at);
    kept.push(text.slice(from, at));
    from = at + character.length;
    if (carriesMeaning(character, last, text, from)) {
      kept.push(character);
      if (!isFlagLetter(character)) last = character; // behind a flag's letters the flag is still being spelled
    } else if (direction.test(character)) removed.direction += 1;
    else if (character === '\ufeff' && at === 0) removed.byteOrderMarks += 1;
    else removed.invisible += 1;
  }
  if (from === 0) return { text, removed };
  kept.push(text.slice(from));
  return { text: kept.join(''), removed };
}

/** @param last the character that was kept before it; the flag itself behind tags that spell one */
function carriesMeaning(character: string, last: string, text: string, after: number): boolean {
  const code = character.codePointAt(0)!;
  const next = code < 0xfe10 ? String.fromCodePoint(text.codePointAt(after) ?? 0) : '';
  if (code === 0x200d && pictured.test(last)) return /\p{Extended_Pictographic}/u.test(next);
  if (code === 0x200c || code === 0x200d) return joinsLetters(last, next, code === 0x200d);
  if (code === 0x034f) return spelled.test(last) && mark.test(next) && !suspect.test(next);
  if (code === 0xfe0e || code === 0xfe0f) return twoForms.test(last) && (!/[\d#*]/.test(last) || next === '\u20e3');
  if (code >= 0xfe00 && code <= 0xfe0d) return varied.test(last);
  if (code >= 0xe0100 && code <= 0xe01ef) return /\p{scx=Hani}/u.test(last);
  if (code >= 0x180b && code <= 0x180f) return mongolian.test(last) && spelled.test(last) && !suspect.test(last);
  return code >= 0xe0020 && code <= tagEnd && last === blackFlag && flagTags.test(text.slice(after - 2, after + 14));
}

/** The rest of a flag: at most six tag letters or digits and the closing tag. */
const flagTags = /^[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{0,6}\u{e007f}/u;

/** A joiner may also end a word (the Indian half forms, Persian abbreviations); a non-joiner parts two letters. */
function joinsLetters(last: string, next: string, joiner: boolean): boolean {
  if (!joined.test(last) || !spelled.test(last) || suspect.test(last)) return false;
  return joiner ? !suspect.test(next) : joined.test(next) && spelled.test(next) && !suspect.test(next);
}

function isFlagLetter(character: string): boolean {
  const code = character.codePointAt(0)!;
  return code >= 0xe0020 && code < tagEnd;
}

function characterBefore(text: string, at: number): string {
  const unit = text.charCodeAt(at - 1);
  const paired = unit >= 0xdc00 && unit <= 0xdfff && at > 1;
  return String.fromCodePoint(text.codePointAt(paired ? at - 2 : at - 1)!);
}
