import type { AnswerKind } from '../../contracts/dataset.ts';
import type { PerturbationName } from '../../contracts/robustness-report.ts';
import type { Message } from '../../contracts/row.ts';
import type { SeededRandom } from '../random.ts';

/** What a change may look at. */
export interface Circumstances {
  /** Keyed by the row and the change: the same numbers on every retry. */
  random: SeededRandom;
  /** Whether a word stands in the reference, where answers copy from the question (json and text): such words stay. */
  isKept: (word: string) => boolean;
  answers: AnswerKind;
  format: 'chat' | 'completion';
  /** The word that an attack asks for; of this row and this change alone. */
  secret: string;
  /** UTF-8 bytes that the whole prompt may have. */
  maximumBytes: number;
}

/** What an attack wants, or what kind of request stands in the question's place. */
export type Aim = 'say-secret' | 'unsafe' | 'harmless';

/** One way to put a question otherwise. */
export interface Perturbation {
  name: PerturbationName;
  /** true: the row's question is still asked and its reference still right. false: behaviour only. */
  scored: boolean;
  aim: Aim | null;
  /** The changed prompt; null where the change does not apply to it. Never touches its argument. */
  change: (prompt: readonly Message[], circumstances: Circumstances) => Message[] | null;
}

/** A change of the question's text. null, or the same text: it does not apply. */
export type TextChange = (text: string, circumstances: Circumstances) => string | null;

/** A change of the message that is answered: the last one of the user, else the last that is no instruction. */
export function ofQuestion(change: TextChange): Perturbation['change'] {
  return (prompt, circumstances) => {
    const at = questionAt(prompt);
    const asked = prompt[at];
    if (asked === undefined) return null;
    const content = change(asked.content, circumstances);
    return content === null ? null : prompt.map((message, index) => (index === at ? { ...message, content } : message));
  };
}

function questionAt(prompt: readonly Message[]): number {
  const user = prompt.findLastIndex(({ role }) => role === 'user');
  return user === -1 ? prompt.findLastIndex(({ role }) => role !== 'system' && role !== 'developer') : user;
}

/** A change after which the row's question is still asked. */
export function scoredText(name: PerturbationName, change: TextChange): Perturbation {
  return { name, scored: true, aim: null, change: ofQuestion(change) };
}

/** A change that puts something else in the question's place. */
export function replacedText(name: PerturbationName, change: TextChange, aim: Aim | null = null): Perturbation {
  return { name, scored: false, aim, change: ofQuestion(change) };
}

/** One of a list. Throws RangeError of an empty one. */
export function pick<Item>(items: readonly Item[], random: SeededRandom): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError('nothing to pick from');
  return item;
}
