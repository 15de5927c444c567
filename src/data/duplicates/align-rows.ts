import { alignTokens, type Alignment } from './align-tokens.ts';
import type { Compared } from './band-keys.ts';

/** A row's tokens, and where its instructions and its prompt end. */
export interface TokenRow {
  tokens: Uint32Array;
  instructions: number;
  prompt: number;
}

export interface AlignedPart {
  alignment: Alignment;
  a: Uint32Array;
  b: Uint32Array;
  isAnswer: boolean;
}

/** Prompt, and of rows the answer behind it: never the instructions, which whole datasets share. */
export function comparedPart({ tokens, instructions, prompt }: TokenRow, compared: Compared): Uint32Array {
  return compared === 'row' ? tokens.subarray(instructions) : promptPart({ tokens, instructions, prompt });
}

/**
 * Aligns two rows part by part, so that no word of an answer is taken for one of the prompt: the answers first, since they
 * differ soonest, then instructions and prompts. Of prompts, these alone.
 * @param most edits, all parts together @returns null when there are more
 */
export function alignRows(a: TokenRow, b: TokenRow, most: number, compared: Compared): AlignedPart[] | null {
  const aligned: AlignedPart[] = [];
  let left = most;
  for (const { part, isAnswer } of compared === 'row' ? rowParts : promptParts) {
    const [partA, partB] = [part(a), part(b)];
    const alignment = alignTokens(partA, partB, left);
    if (alignment === null) return null;
    left -= alignment.edits;
    aligned.push({ alignment, a: partA, b: partB, isAnswer });
  }
  return aligned;
}

function promptPart({ tokens, instructions, prompt }: TokenRow): Uint32Array {
  return tokens.subarray(instructions, instructions + prompt);
}

const promptParts = [{ part: promptPart, isAnswer: false }];
const rowParts = [
  { part: ({ tokens, instructions, prompt }: TokenRow) => tokens.subarray(instructions + prompt), isAnswer: true },
  { part: ({ tokens, instructions }: TokenRow) => tokens.subarray(0, instructions), isAnswer: false },
  ...promptParts,
];
