import { array, assert, property, stringMatching, uint8Array } from 'fast-check';
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
    assert(
      property(uint8Array({ maxLength: 40 }), (bytes) => {
        const { parts, rest } = piecesOf(bytes);
        expect(parts.join('') + rest).toBe(detokenize([...bytes]));
      }),
    );
  });

  test('comes in whole characters, each as soon as its last byte is there', () => {
    expect(piecesOf(Buffer.from('a✓😀b')).parts).toEqual(['a', '', '', '✓', '', '', '', '😀', 'b']);
  });

  test('ends where the first stop sequence to be complete begins, and is whole without one', () => {
    /** Letter by letter: as soon as a sequence stands in the text, what is before the earliest of them. */
    const cut = (text: string, stop: readonly string[]) => {
      for (let length = 1; length <= text.length; length += 1) {
        const begun = text.slice(0, length);
        const found = stop.map((sequence) => begun.indexOf(sequence)).filter((at) => at >= 0);
        if (found.length > 0) return begun.slice(0, Math.min(...found));
      }
      return text;
    };
    const sequences = array(stringMatching(/^[ab ]{1,3}$/), { minLength: 1, maxLength: 4 });
    assert(
      property(stringMatching(/^[ab ]{0,30}$/), sequences, (text, stop) => {
        const { parts, rest, stopped } = piecesOf(Buffer.from(text), stop);
        expect(parts.join('') + rest).toBe(cut(text, stop));
        expect(stopped).toBe(stop.some((sequence) => text.includes(sequence)));
      }),
    );
  });

  test('says nothing more once it has stopped', () => {
    const pieces = createTextPieces(detokenize, ['.']);
    expect([...Buffer.from('ab.cd')].map((byte) => pieces.push(byte)).join('')).toBe('ab');
    expect(pieces.rest()).toBe('');
  });
});
