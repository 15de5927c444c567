import { squadTokens } from '../token-f1.ts';

/** What chat templates end a turn with; some servers leave it in the text. */
const endsOfText = ['<|endoftext|>', '<|end_of_text|>', '<|im_end|>', '<|eot_id|>', '<|end|>', '<end_of_turn>', '<eos>', '</s>'];

/**
 * The label that a generated answer means; null where it means none, or more than one. In this order: the answer is the
 * label; it is the label but for case, punctuation and articles (SQuAD's normalisation); its first line starts with the
 * words of the label, the longest such one. A special token at the end is no part of an answer.
 */
export function parseLabel(answer: string, labels: readonly string[]): string | null {
  const text = withoutEnd(answer);
  const exact = labels.find((label) => label === text);
  if (exact !== undefined) return exact;
  const words = squadTokens(text.split('\n', 1)[0] ?? '');
  if (words.length === 0) return null;
  const started = labels.filter((label) => startsWith(words, squadTokens(label)));
  const longest = Math.max(...started.map((label) => squadTokens(label).length));
  const candidates = started.filter((label) => squadTokens(label).length === longest);
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

function withoutEnd(answer: string): string {
  let text = answer.trim();
  for (let end = endingOf(text); end !== undefined; end = endingOf(text)) text = text.slice(0, -end.length).trim();
  return text;
}

function endingOf(text: string): string | undefined {
  return endsOfText.find((token) => text.endsWith(token));
}

function startsWith(words: readonly string[], label: readonly string[]): boolean {
  return label.length > 0 && label.every((word, index) => words[index] === word);
}
