import type { Licence } from './licence-texts.ts';

/** A sentence of a licence; `clause` is its weak label. */
export type Sentence = { licence: string; text: string };
export type LabelledSentence = Sentence & { clause: string };

/** What a clause type is recognised by: a sentence that matches exactly one of these gets its name as label. */
const keywords: Record<string, RegExp> = {
  warranty: /warrant|"as is"|merchantab|fitness for/i,
  liability: /\bliab|damages/i,
  patent: /patent/i,
  endorsement: /endors|promote|advertis|publicity/i,
  source: /source code|source form|source file|source distribution/i,
  notice: /copyright notice|permission notice|attribution notice|this notice/i,
  termination: /terminat|revoke|expire/i,
};
export const clauseLabels = Object.keys(keywords);

/** Mail addresses and web links: nothing to learn from, and the first are personal data. */
const address = /@\S+\.|https?:|www\./i;

/** Numbering or a Markdown heading: from here on it is another paragraph that ran into this one. */
const nextParagraph = /(?<=[.;:])\s+(?:(?:\(?\d{1,2}[.)]|##).*|\(?[a-z]{1,3}[.)])$/;

/** Sentences of 60 to 260 characters, without numbering at their start and without addresses. */
export function sentences({ id, text }: Licence): Sentence[] {
  return text
    .split(/(?<=[.;:])\s+(?=[A-Z("])/)
    .map((sentence) =>
      sentence
        .replace(/^(?:\(?[a-z0-9]{1,3}[.)]\s*)+/i, '')
        .replace(nextParagraph, '')
        .trim(),
    )
    .filter(
      (sentence) => sentence.length >= 60 && sentence.length <= 260 && /^[A-Z"].*[a-z)][.;:]$/i.test(sentence) && !address.test(sentence),
    )
    .map((sentence) => ({ licence: id, text: sentence }));
}

/** The sentence with its label, or nothing when no class or more than one class of keywords matches. */
export function labelled(sentence: Sentence): LabelledSentence[] {
  const matching = clauseLabels.filter((label) => keywords[label]?.test(sentence.text));
  return matching.length === 1 ? [{ ...sentence, clause: matching[0] as string }] : [];
}
