import { clauseLabels, labelled, sentences } from './clause-sentences.ts';
import type { LabelledSentence, Sentence } from './clause-sentences.ts';
import { licenceGroups, sharedCount, wordSequences } from './licence-groups.ts';
import type { Licence } from './licence-texts.ts';
import { randomStream, shuffled } from './random.ts';
import { chatRow } from './rows.ts';
import type { ChatRow } from './rows.ts';
import type { Split } from './rows.ts';

/** Rows of each label (labels), or rows in all (completions), in each file. */
const labelRows: Record<Split, number> = { train: 24, validation: 6, test: 15 };
const completionRows: Record<Split, number> = { train: 240, validation: 48, test: 105 };
type CompletionRow = { prompt: string; completion: string; metadata: { group: string; clause: string; licence: string } };

/** Larger groups (the BSD family, Creative Commons, the GPL) train only: they would fill a test with one voice. */
const largestTestGroup = 12;
/** A sentence is left out when it shares more than this of its four-word sequences with one taken before it. */
const tooAlike = 0.5;

type Placed<T extends Sentence> = { split: Split; group: string; sentence: T };

/** Label rows of real licence sentences: groups of related licences never stand in two splits. */
export function labelSplits(licences: readonly Licence[]): Record<Split, ChatRow[]> {
  const placed = placeSentences(licences, (sentence) => labelled(sentence));
  const take = (split: Split): ChatRow[] => {
    const rows = clauseLabels.flatMap((label) =>
      spread(
        placed.filter((item) => item.split === split && item.sentence.clause === label),
        labelRows[split],
      ),
    );
    return shuffled(rows, randomStream(`general/labels/${split}`)).map(toLabelRow);
  };
  return { test: take('test'), validation: take('validation'), train: take('train') };
}

/** Completion rows from the same licences: the first half of a sentence as prompt, the rest as completion. */
export function completionSplits(licences: readonly Licence[]): Record<Split, CompletionRow[]> {
  const placed = placeSentences(licences, (sentence) => (sentence.text.length >= 100 ? [sentence] : []));
  const take = (split: Split): CompletionRow[] =>
    spread(
      placed.filter((item) => item.split === split),
      completionRows[split],
    ).map(toCompletionRow);
  return { test: take('test'), validation: take('validation'), train: take('train') };
}

function toLabelRow({ sentence, group }: Placed<LabelledSentence>): ChatRow {
  return chatRow('general', sentence.text, sentence.clause, {
    group: `licence-${group}`,
    clause: sentence.clause,
    licence: sentence.licence,
  });
}

function toCompletionRow({ sentence, group }: Placed<Sentence>): CompletionRow {
  const words = sentence.text.split(' ');
  const half = Math.ceil(words.length / 2);
  const metadata = { group: `licence-${group}`, clause: 'completion', licence: sentence.licence };
  return { prompt: words.slice(0, half).join(' '), completion: ` ${words.slice(half).join(' ')}`, metadata };
}

/** Every usable sentence with its split; tests are placed first, so that a near-copy of a test sentence is kept out of training. */
function placeSentences<T extends Sentence>(licences: readonly Licence[], choose: (sentence: Sentence) => T[]): Placed<T>[] {
  const groups = licenceGroups(licences);
  const splitOf = splitGroups(groups);
  const candidates = licences
    .flatMap((licence) => sentences(licence).flatMap(choose))
    .map((sentence) => {
      const group = groups.get(sentence.licence) as string;
      return { split: splitOf.get(group) as Split, group, sentence };
    });
  const order: Split[] = ['test', 'validation', 'train'];
  return withoutNearCopies(
    order.flatMap((split) =>
      shuffled(
        candidates.filter((item) => item.split === split),
        randomStream(`general/${split}`),
      ),
    ),
  );
}

/** Of four small groups two test and one validates; all others train. */
function splitGroups(groups: ReadonlyMap<string, string>): Map<string, Split> {
  const sizes = new Map<string, number>();
  for (const group of groups.values()) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const small = [...sizes].filter(([, size]) => size <= largestTestGroup).map(([group]) => group);
  const places = new Map<string, Split>([...sizes.keys()].map((group) => [group, 'train']));
  for (const [position, group] of shuffled(small, randomStream('general/groups/1')).entries()) {
    places.set(group, (['test', 'train', 'test', 'validation'] as const)[position % 4] as Split);
  }
  return places;
}

function withoutNearCopies<T extends { sentence: Sentence }>(items: readonly T[]): T[] {
  const kept: { item: T; sequences: Set<string> }[] = [];
  for (const item of items) {
    const sequences = wordSequences(item.sentence.text, 4);
    const copy = kept.some((other) => sharedCount(sequences, other.sequences) > tooAlike * Math.min(sequences.size, other.sequences.size));
    if (!copy) kept.push({ item, sequences });
  }
  return kept.map(({ item }) => item);
}

/** The first `count` items when groups take turns, so that no group dominates. Throws when there are too few. */
function spread<T extends { group: string }>(items: readonly T[], count: number): T[] {
  if (items.length < count) throw new RangeError(`only ${items.length} sentences for ${count} rows`);
  const turns = new Map<string, number>();
  const ranked = items.map((item) => {
    const turn = turns.get(item.group) ?? 0;
    turns.set(item.group, turn + 1);
    return { item, turn };
  });
  return ranked
    .toSorted((a, b) => a.turn - b.turn)
    .slice(0, count)
    .map(({ item }) => item);
}
