import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLocalCounter } from '../../src/tokens/local-counter.ts';
import { startTinyMachine } from '../inference/tiny-model.ts';

test('the demo’s base model, unpacked by the trainer, is counted as its Python tokenizer counts', { timeout: 300_000 }, async () => {
  await using machine = startTinyMachine();
  const { folder } = await machine.pool.withTrainer({}, (session) => machine.modelFiles.findBase('smollm2-135m', session));
  const counter = await createLocalCounter(folder);
  const texts = JSON.parse(readFileSync(new URL('../fixtures/tokens/texts.json', import.meta.url), 'utf8')) as {
    text: string;
    smollm2: number;
  }[];
  expect(texts.filter(({ text, smollm2 }) => counter.text(text) !== smollm2).map(({ text }) => text)).toEqual([]);
  expect(counter.framing).toBe('chatml');
  // Its template adds a system message of its own to chats without one.
  const asked = [{ role: 'user', content: 'What is due?' }];
  expect(counter.chat(asked)).toBeGreaterThan(counter.chat([{ role: 'system', content: '' }, ...asked]));
});
