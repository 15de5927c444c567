import type { PiiSpan } from './span.ts';

const passwords = String.raw`pass(?:word|wd|phrase|code)|passwort|kennwort|mot de passe|senha|contraseña|пароль|密码|密碼|パスワード|비밀번호|סיסמה|पासवर्ड|pwd|pw`;
const keys = String.raw`(?:api|access|secret|private|auth|account|encryption|signing|master|shared|subscription|client|license|service|bot|app|consumer|storage|session|refresh|bearer|id|webhook|deploy)[ _-]?(?:key|token|secret)s?|apikey|secret|token|credentials?|bearer|authorization|AccountKey|SharedAccessKey|authkey`;
const keyWord = String.raw`(?:${passwords}|${keys})(?:[ _-]?(?:key|id|value|hash))?`;
/** A key word, what may stand between, and then a value without spaces. The engine looks back from each `:` and `=`. */
const assigned = new RegExp(
  String.raw`(?=[:=])(?<=(?<kind>${keyWord})["'\x60\])\\*]{0,3}[ \t]{0,4})(?::=|=>|={1,2}|:)\*{0,2}[ \t]{0,4}(?:(?:bearer|basic|token)[ \t]{1,3})?["'\x60\\]{0,3}(?<value>[^\s"'\x60<>,;\\]{8,512})`,
  'gi',
);
const told = new RegExp(
  String.raw`(?=[ \t]{1,3}(?:is|was|set|changed|to) )(?<=(?<kind>${keyWord})(?: (?:for|of|on)(?: [\w.@'-]{1,20}){1,3})?)[ \t]{1,3}(?:is(?: now)?|was|set to|changed to|to be|to)[ \t]{1,3}["'\x60]?(?<value>[^\s"'\x60<>,;]{8,512})`,
  'gi',
);
const bearer = /(?= )(?<=\b(?<kind>bearer|authorization: basic)) (?<value>[A-Za-z0-9._~+/=-]{16,512})/gi;
const flag =
  /(?= )(?<=--(?<kind>password|passwd|pass|token|secret|api-key|access-key|secret-key|auth-token)) ["']?(?<value>[^\s"'`<>,;]{8,512})/gi;
const element = new RegExp(String.raw`(?<=<(?<kind>${keyWord})>)(?<value>[^\s<>]{8,512})(?=<\/)`, 'gi');
const cell = new RegExp(
  String.raw`(?=\|)(?<=(?<kind>${keyWord})[ \t*\x60]{0,4})\|[ \t]{0,8}\x60?(?<value>[^\s"'\x60<>,;|]{8,512})(?=[ \t\x60]{0,8}(?:\||$))`,
  'gim',
);
const sql = /(?<=(?<kind>identified by)) ["'](?<value>[^\s"']{8,512})/gi;
const forms = [assigned, told, bearer, flag, element, cell, sql];
const isPassword = new RegExp(`(?:${passwords}|identified)`, 'i');
const placeholder =
  /^(?:[$%]?[{(<[]|process\.env|os\.environ|env\.|getenv|\$[A-Z_]+$|%[A-Z_]+%)|^(?:your|my|the|some|an?)[_-]|example|placeholder|change[_-]?me|redacted|dummy|sample|insert|replace|(?:^|[_-])todo|(?:^|[-_])x{4,}|x{6,}|\*{3,}|\.{3}|^https?:|^(?:true|false|null|none|undefined|string|required|optional)\b|\(\)?$|\w\(|^<|^\d{4}-\d\d-\d\d|^[\d.,:/-]+$/i;

/** "128000-token": a number and what it counts. */
const quantity = /^\d[\d.,]*-[a-z]+$/;

/** Values after key words ("api_key = …", "password: …", "the password is …") that look drawn rather than written. */
export function findSecretValues(text: string): PiiSpan[] {
  const spans: PiiSpan[] = [];
  for (const form of forms) {
    for (const match of text.matchAll(form)) {
      const { kind = '', value: given = '' } = match.groups ?? {};
      const value = withoutQuery(text, match, given).replace(/[).\]}!?:,]+$/, (tail) =>
        isPassword.test(kind) && /^[!?]+$/.test(tail) ? tail : '',
      );
      if (value.length < 8 || placeholder.test(value) || quantity.test(value) || !looksDrawn(value, isPassword.test(kind))) continue;
      const start = match.index + match[0].length - given.length;
      spans.push({ entity: 'SECRET', start, end: start + value.length, score: 0.9, reason: 'high-entropy value after a key word' });
    }
  }
  return spans;
}

/** A value of an address's query ends where the next one begins. */
function withoutQuery(text: string, { index, groups }: RegExpExecArray, value: string): string {
  const next = value.indexOf('&');
  if (next === -1) return value;
  const before = text[index - (groups?.['kind'] ?? '').length - 1] ?? '';
  return before === '?' || before === '&' ? value.slice(0, next) : value;
}

/** Random enough: passwords by their kinds of characters, keys by Shannon's entropy a character (bits). */
function looksDrawn(value: string, password: boolean): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  const bits = entropy(value);
  const mixed = caseChanges(value) >= 0.3 && bits >= 2.7;
  if (!/\d/.test(value)) return mixed || (password && kinds >= 3 && bits >= 2.7 && !/^[A-Za-z_.-]+$/.test(value));
  if (password) return kinds >= 2 && bits >= 2.3;
  return kinds >= 2 && bits >= 2.7 && (value.length >= 16 || kinds >= 3);
}

/** Share of neighbours of different letter case: about one half in drawn text, one sixth in camelCase. */
function caseChanges(value: string): number {
  let changes = 0;
  for (let index = 1; index < value.length; index++) {
    const [one, other] = [value[index - 1]!, value[index]!];
    if ((/[a-z]/.test(one) && /[A-Z]/.test(other)) || (/[A-Z]/.test(one) && /[a-z]/.test(other))) changes++;
  }
  return changes / (value.length - 1);
}

/** Shannon's entropy of the characters, in bits each. */
export function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
