/** Text of tokens as they come: whole characters only, and nothing from the first stop sequence on. */
export interface TextPieces {
  /** The text that is certain now that this token has come. */
  push(token: number): string;
  /** What was held back to the end. */
  rest(): string;
  /** A stop sequence has come. */
  readonly stopped: boolean;
}

/** Three bytes may wait for a fourth that makes a character of them; each may show as U+FFFD until then. */
const unfinished = /\uFFFD{1,3}$/;

/** @param stop sequences that end the text and do not belong to it */
export function createTextPieces(detokenize: (tokens: readonly number[]) => string, stop: readonly string[]): TextPieces {
  let pending: number[] = []; // since the text last ended with a whole character
  let released = 0; // characters of their text
  let held = '';
  let stopped = false;

  const release = (text: string): string => {
    held += text;
    const at = firstOf(held, stop);
    if (at !== null) {
      stopped = true;
      const before = held.slice(0, at);
      held = '';
      return before;
    }
    const keep = longestBeginning(held, stop);
    const certain = held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
    return certain;
  };

  return {
    push: (token) => {
      if (stopped) return '';
      pending.push(token);
      const text = detokenize(pending);
      const certain = text.replace(unfinished, '');
      const fresh = certain.slice(released);
      const whole = certain.length === text.length;
      if (whole) pending = [];
      released = whole ? 0 : certain.length;
      return release(fresh);
    },
    rest: () => {
      if (stopped) return '';
      const certain = release(detokenize(pending).slice(released));
      pending = [];
      const last = stopped ? certain : certain + held;
      held = '';
      return last;
    },
    get stopped() {
      return stopped;
    },
  };
}

/** Where the earliest of the sequences begins; null = none is there. */
function firstOf(text: string, sequences: readonly string[]): number | null {
  const found = sequences.map((sequence) => text.indexOf(sequence)).filter((at) => at >= 0);
  return found.length === 0 ? null : Math.min(...found);
}

/** Length of the longest end of the text that one of the sequences begins with. */
function longestBeginning(text: string, sequences: readonly string[]): number {
  const longest = Math.max(0, ...sequences.map((sequence) => sequence.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
    const end = text.slice(text.length - length);
    if (sequences.some((sequence) => sequence.startsWith(end))) return length;
  }
  return 0;
}
