import { expect, test } from 'vitest';
import { printable } from '../../src/cli/output.ts';

test('what a model says cannot steer the terminal', () => {
  expect(printable('a\u001b[2Jb\u0007\u009bc')).toBe('a·[2Jb··c');
  expect(printable('{"clause": "law"}\n\tzwei – ü')).toBe('{"clause": "law"}\n\tzwei – ü');
});
