import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Message, Row } from '../../src/contracts/row.ts';
import { chooseExamples, promptOf } from '../../src/evaluation/few-shot.ts';
import { answerPrediction, labelPrediction, questionItem, scoreItem } from '../../src/evaluation/questions.ts';

function row(question: string, answer: string, system?: string): Row {
  const messages: Message[] = [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ];
  const id = createHash('sha256').update(JSON.stringify(messages)).digest('hex');
  return { id, messages, metadata: { secret: 'never shown' }, timestamp: '2026-01-01', source: { file: 'rows.jsonl', line: 1 } };
}

const labelled = Array.from({ length: 90 }, (_, index) => row(`question ${index}`, index < 70 ? 'law' : index < 88 ? 'payment' : 'term'));

describe('few-shot examples', () => {
  test('are of distinct labels before any label comes twice', () => {
    for (const seed of [0, 1, 2]) {
      const answers = chooseExamples({ train: labelled, answers: 'labels', count: 4, seed }).map(
        (example) => example.messages.at(-1)!.content,
      );
      expect(new Set(answers.slice(0, 3)).size).toBe(3);
      expect(answers).toHaveLength(4);
    }
  });

  test('are of distinct first fields where answers are JSON', () => {
    const cards = Array.from({ length: 40 }, (_, index) =>
      row(`clause ${index}`, JSON.stringify({ clause: index < 37 ? 'law' : `kind ${index}`, days: index })),
    );
    const kinds = chooseExamples({ train: cards, answers: 'json', count: 4, seed: 5 }).map(
      (example) => JSON.parse(example.messages.at(-1)!.content).clause,
    );
    expect(new Set(kinds).size).toBe(4);
  });

  test('depend on the seed and not on the order of the rows, and change little when rows are added', () => {
    const texts = Array.from({ length: 200 }, (_, index) => row(`question ${index}`, `answer ${index}`));
    const choose = (train: Row[], seed: number) => chooseExamples({ train, answers: 'text', count: 4, seed }).map(({ id }) => id);
    expect(choose(texts.toReversed(), 1)).toEqual(choose(texts, 1));
    expect(choose(texts, 2)).not.toEqual(choose(texts, 1));
    const kept = choose([...texts, row('one more', 'answer')], 1).filter((id) => choose(texts, 1).includes(id));
    expect(kept.length).toBeGreaterThanOrEqual(3);
  });

  test('are as many as there are rows when that is fewer', () => {
    expect(chooseExamples({ train: labelled.slice(0, 2), answers: 'labels', count: 4, seed: 0 })).toHaveLength(2);
    expect(chooseExamples({ train: [], answers: 'json', count: 4, seed: 0 })).toEqual([]);
  });
});

describe('prompts', () => {
  const examples = [row('Q1', 'A1', 'Old rules.'), row('Q2', 'A2')];

  test('zero-shot is the row without its answer', () => {
    expect(promptOf(row('Q', 'A', 'Be short.'), [], 'chat')).toEqual([
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Q' },
    ]);
  });

  test('in chat, examples are earlier turns under the question’s own system message', () => {
    const prompt = promptOf(row('Q', 'A', 'Be short.'), examples, 'chat');
    expect(prompt.map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'system: Be short.',
      'user: Q1',
      'assistant: A1',
      'user: Q2',
      'assistant: A2',
      'user: Q',
    ]);
  });

  test('a completion is one text, its parts separated by blank lines', () => {
    expect(promptOf(row('Once ', 'upon.'), [row('There ', 'was.')], 'completion')).toEqual([
      { role: 'user', content: 'There was.\n\nOnce ' },
    ]);
  });

  test('the answer, metadata and timestamp never reach the model', () => {
    const item = questionItem(row('Q', 'the answer'), { set: { answers: 'text', labels: null, format: 'chat' }, examples });
    expect(item.reference).toBe('the answer');
    expect(JSON.stringify(item.messages)).not.toMatch(/the answer|never shown|2026-01-01/);
  });
});

describe('questions and predictions', () => {
  const labels = { answers: 'labels' as const, labels: ['law', 'payment'], format: 'chat' as const };
  const line = (values: number[]) => ({
    id: 'x',
    logProbs: values,
    tokens: values.map(() => 2),
    greedy: values.map((_, index) => index === 1),
    promptTokens: 9,
    seconds: 0.2,
  });

  test('labels are scored all together, and the reference is one of them', () => {
    const question = row('Q', 'payment');
    expect(scoreItem(question, { set: labels, examples: [] }).continuations).toEqual(['law', 'payment']);
    expect(labelPrediction(question, labels, line([-1, -2]))).toMatchObject({
      labelLogProbs: [-1, -2],
      referenceLogProb: -2,
      greedyReference: true,
      answer: null,
      seconds: 0.2,
    });
  });

  test('a reference that is no label is scored beside them, and is none of the choices', () => {
    const question = row('Q', 'other');
    expect(scoreItem(question, { set: labels, examples: [] }).continuations).toEqual(['law', 'payment', 'other']);
    expect(labelPrediction(question, labels, line([-1, -2, -3]))).toMatchObject({
      labelLogProbs: [-1, -2],
      referenceLogProb: -3,
      greedyReference: false,
    });
  });

  test('an answer is kept with the likelihood of its reference, or with none where the backend gives none', () => {
    const said = { id: 'x', text: 'law', finish: 'stop' as const, promptTokens: 9, answerTokens: 2, seconds: 0.2 };
    const kept = { answer: 'law', labelLogProbs: null, answerTokens: 2, seconds: 0.2 };
    expect(answerPrediction(row('Q', 'law'), { ...said, reference: { logProb: -3, tokens: 2, greedy: true } })).toMatchObject({
      ...kept,
      referenceLogProb: -3,
      referenceTokens: 2,
      greedyReference: true,
    });
    expect(answerPrediction(row('Q', 'law'), said)).toMatchObject({ ...kept, referenceLogProb: null, greedyReference: null });
  });
});
