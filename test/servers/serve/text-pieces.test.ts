import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTextPieces } from '../../../src/servers/serve/text-pieces.ts';

const detokenize = (tokens: readonly number[]) => Buffer.from(tokens).toString('utf8');
const piecesOf = (bytes: Iterable<number>, stop: string[] = []) => {
  const pieces = createTextPieces(detokenize, stop);
  const parts = [...bytes].map((byte) => pieces.push(byte));
  return { parts, rest: pieces.rest(), stopped: pieces.stopped };
};

describe('text that comes token by token', () => {
  test('is the text of all tokens, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const { parts, rest } = piecesOf(bytes);
        expect(parts.join('') + rest).toBe(detokenize([...bytes]));
      }),
    );
  });

  test('comes in whole characters, each as soon as its last byte is there', () => {
    expect(piecesOf(Buffer.from('a✓😀b')).parts).toEqual(['a', '', '', '✓', '', '', '', '😀', 'b']);
  });

  test('ends before the first of the stop sequences, and holds back no more than might become one', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab ]{0,30}$/), fc.array(fc.stringMatching(/^[ab ]{1,3}$/), { minLength: 1, maxLength: 4 }), (text, stop) => {
        const { parts, rest, stopped } = piecesOf(Buffer.from(text), stop);
        const found = stop.map((sequence) => text.indexOf(sequence)).filter((at) => at >= 0);
        // The text is cut where the first sequence to be complete begins, which a longer one may have begun before.
        const ends = stop.map((sequence) => text.indexOf(sequence) + sequence.length).filter((_, index) => text.includes(stop[index]!));
        const shown = found.length === 0 ? text : text.slice(0, Math.min(...ends));
        expect(stopped).toBe(found.length > 0);
        expect(shown.startsWith(parts.join('') + rest)).toBe(true);
        if (found.length === 0) expect(parts.join('') + rest).toBe(text);
        else expect(stop.some((sequence) => (parts.join('') + rest).includes(sequence))).toBe(false);
      }),
    );
  });

  test('says nothing more once it has stopped', () => {
    const pieces = createTextPieces(detokenize, ['.']);
    expect([...Buffer.from('ab.cd')].map((byte) => pieces.push(byte)).join('')).toBe('ab');
    expect(pieces.rest()).toBe('');
  });
});
