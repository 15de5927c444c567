import type { RowAction, RowRule } from '../../contracts/row-finding.ts';

/** What a rule finds, in a few words. */
export const ruleTitles: Record<RowRule, string> = {
  malformed: 'cannot be parsed',
  'too-long-line': 'line too long',
  encoding: 'not valid text',
  'invalid-shape': 'unknown shape',
  'missing-field': 'field missing',
  'invalid-role': 'unknown role',
  empty: 'empty text',
  'last-message-not-assistant': 'no answer at its end',
  'tool-call': 'tool call that does not fit',
  unicode: 'Unicode form',
  mojibake: 'wrongly decoded text',
  'control-characters': 'control characters',
  markup: 'HTML',
  whitespace: 'white space',
  domain: 'domain cleaning',
  'too-short': 'too short',
  'too-long': 'too long',
  'too-many-tokens': 'too many tokens',
  'label-set': 'not in the label set',
  'wrong-answer': 'answer of the wrong kind',
  'answer-equals-prompt': 'answer equals prompt',
  'equal-preference': 'both preferences equal',
  'format-drift': 'answer of another format',
  repetition: 'repetition',
  gibberish: 'gibberish',
  language: 'another language',
  'template-marker': 'template marker left',
  'special-token': 'special token',
  pii: 'personal data',
  secret: 'secret',
  conflict: 'conflicting answers',
  'exact-duplicate': 'exact duplicate',
  'near-duplicate': 'near-duplicate',
  leak: 'leak between splits',
};

/** What was done, in the order in which it is shown. */
export const actionWords: Record<RowAction, string> = {
  fail: 'ends the run',
  drop: 'row dropped',
  truncate: 'truncated',
  change: 'changed',
  redact: 'redacted',
  mask: 'masked',
  hash: 'hashed',
  flag: 'flagged, kept as it is',
};

/** A colour of the page for each action; never the only sign of it. */
export const actionColours: Record<RowAction, string> = {
  fail: 'var(--fail)',
  drop: 'var(--time-1)',
  truncate: 'var(--time-5)',
  change: 'var(--time-4)',
  redact: 'var(--time-3)',
  mask: 'var(--time-6)',
  hash: 'var(--few-shot)',
  flag: 'var(--time-2)',
};
