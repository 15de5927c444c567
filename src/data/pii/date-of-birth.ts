import { nearestWord, wordsBefore } from './context-words.ts';
import { raised, type PiiSpan } from './span.ts';

const months =
  '(?:enero|febrero|marzo|abril|mayo|junio|julio|septiembre|setiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar)?|f[ée]v(?:rier|ereiro)?|mar(?:ch|s|[cç]o)?|m[äa]rz|apr(?:il)?|avr(?:il)?|abr(?:il)?|may|mai|mai?o|june?|juni|juin|junho|july?|juli|juillet|julho|aug(?:ust)?|ao[uû]t|agosto|sep(?:t(?:ember|embre)?|tember)?|setembro|o[ck]t(?:ober|obre)?|out(?:ubro)?|nov(?:ember|embre|embro)?|de[czs](?:ember|embre|embro)?|d[ée]cembre)\\.?';
const date = new RegExp(
  [
    String.raw`(?:19|20)\d{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])`,
    String.raw`(?:0?[1-9]|[12]\d|3[01])([-/.]) ?(?:0?[1-9]|[12]\d|3[01])\2 ?(?:(?:19|20)\d{2}|\d{2})`,
    String.raw`(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|\.|º)? (?:of |de )?${months},? (?:de )?(?:19|20)\d{2}`,
    String.raw`${months} (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,? (?:19|20)\d{2}`,
    String.raw`(?:0?[1-9]|[12]\d|3[01])[- ]${months}[- ](?:19|20)?\d{2}`,
  ]
    .map((form) => `(?:${form})`)
    .join('|')
    .replace(/^/, String.raw`(?<![\w/]|\w[-.])(?:`)
    .concat(String.raw`)(?!\w|[-/.]\w)`),
  'gi',
);
const words = {
  for: /^(?:born|birth|birthday|birthdate|dob|d\.?o\.?b|geb$|geboren|geburt|naissance|n[ée]e?$|nascid|nascimento|naci[dóo]|nacimiento|nat[oa]$|ילד|לידה|जन्म)/,
  against:
    /^(?:signed|issued|dated|since|expire|expiry|hired|joined|due|effective|paid|invoice|order|died|married|moved|ausgestellt|délivré|expedi)/,
};
const anyBirthWord = /born|birth|dob|d\.o\.b|geb|naiss|(?<![\p{L}])n[ée]e? |nasc|nac[ií]|(?<![\p{L}])nat[oa] |ילד|לידה|जन्म/iu;

/** Dates in figures or words, only where one of the five words before speaks of a birth. */
export function findDatesOfBirth(text: string): PiiSpan[] {
  if (!anyBirthWord.test(text)) return [];
  const spans: PiiSpan[] = [];
  for (const match of text.matchAll(date)) {
    const near = nearestWord(text, match.index, words);
    const spelt = near === null && wordsBefore(text, match.index).slice(0, 3).join('') === 'bod';
    if (near?.speaks !== 'for' && !spelt) continue;
    const reason = `date, context word ${spelt ? 'd.o.b.' : near!.word}`;
    spans.push({ entity: 'DATE_OF_BIRTH', start: match.index, end: match.index + match[0].length, score: raised(0.3), reason });
  }
  return spans;
}
