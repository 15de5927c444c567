import { expect, test } from 'vitest';
import { houseCardSchema, houseForm, oneLine, reviewCardSchema } from '../../../examples/contract-review/cards.ts';
import { clauseLabels } from '../../../examples/contract-review/clause-sentences.ts';
import { clauseTypeNames, clauseTypes } from '../../../examples/contract-review/clause-types.ts';
import type { ClauseType } from '../../../examples/contract-review/clause-types.ts';
import { sharedCount, wordSequences } from '../../../examples/contract-review/licence-groups.ts';
import { instructions } from '../../../examples/contract-review/rows.ts';
import { answerOf, goodRows, splits, stages, textOf } from './files.ts';

const everyRow = (split: 'train' | 'validation' | 'test') => stages.flatMap((stage) => goodRows(stage, split));
const cardStages = ['specific', 'company'] as const;

test('there are at least eight clause types with at least fifty different templates each, all with their slot', () => {
  expect(clauseTypeNames.length).toBeGreaterThanOrEqual(8);
  for (const type of clauseTypeNames) {
    const { templates, slot } = clauseTypes[type];
    expect(new Set(templates).size).toBeGreaterThanOrEqual(50);
    for (const template of templates) expect(template.split(`{${slot}}`)).toHaveLength(2);
  }
});

test('no group stands in two splits, over all stages together', () => {
  const groups = splits.map((split) => new Set(everyRow(split).map((row) => row.metadata.group)));
  const all = groups.flatMap((names) => [...names]);
  expect(new Set(all).size).toBe(all.length);
});

test('no text is asked about twice, in whatever stage or split', () => {
  const texts = splits.flatMap((split) => everyRow(split).map(textOf));
  expect(new Set(texts).size).toBe(texts.length);
});

test('no test text is nearly a training or validation text: at most 0.3 of the four-word sequences of card clauses, 0.5 of licence sentences', () => {
  for (const stage of stages) {
    const limit = stage === 'general' ? 0.5 : 0.3;
    const seen = [...goodRows(stage, 'train'), ...goodRows(stage, 'validation')].map((row) => wordSequences(textOf(row), 4));
    const tooAlike = goodRows(stage, 'test')
      .map(textOf)
      .filter((text) => {
        const sequences = wordSequences(text, 4);
        return seen.some((other) => sharedCount(sequences, other) > limit * Math.min(sequences.size, other.size));
      });
    expect(tooAlike).toEqual([]);
  }
});

test('every stage has at least 100 test rows, and the company no more than 100 to train', () => {
  for (const stage of stages) expect(goodRows(stage, 'test').length).toBeGreaterThanOrEqual(100);
  expect(goodRows('company', 'train').length).toBeLessThanOrEqual(100);
});

test('every file holds each clause type equally often', () => {
  for (const stage of stages) {
    for (const split of splits) {
      const counts = new Map<string, number>();
      for (const row of goodRows(stage, split)) counts.set(row.metadata.clause, (counts.get(row.metadata.clause) ?? 0) + 1);
      expect(new Set(counts.values()).size).toBe(1);
      expect([...counts.keys()].toSorted()).toEqual((stage === 'general' ? clauseLabels : clauseTypeNames).toSorted());
    }
  }
});

test('every card answer is one line that its schema accepts, with its keys in the fixed order, of terms that the clause holds', () => {
  for (const stage of cardStages) {
    for (const row of splits.flatMap((split) => goodRows(stage, split))) {
      const type = row.metadata.clause as ClauseType;
      const schema = stage === 'specific' ? reviewCardSchema(type) : houseCardSchema(type);
      const card = schema.parse(JSON.parse(answerOf(row))) as Record<string, string | number>;
      expect(answerOf(row)).toBe(oneLine(card));
      const digits = textOf(row).replaceAll(',', '');
      const planted = ['days', 'months', 'years', 'amount', 'hours'].flatMap((key) => (key in card ? [`${card[key]}`] : []));
      expect(planted).toHaveLength(1);
      expect(digits).toContain(planted[0]);
    }
  }
});

test('a house card is the review card behind the number of the form', () => {
  for (const row of goodRows('company', 'test')) {
    const { form, ...card } = JSON.parse(answerOf(row)) as Record<string, string>;
    const type = row.metadata.clause as ClauseType;
    expect(form).toBe(houseForm);
    expect(reviewCardSchema(type).safeParse(card).success).toBe(true);
  }
});

test('the answers of the general stage are its labels, which begin differently', () => {
  for (const row of splits.flatMap((split) => goodRows('general', split))) expect(clauseLabels).toContain(answerOf(row));
  expect(new Set(clauseLabels.map((label) => label.slice(0, 3))).size).toBe(clauseLabels.length);
});

test('every row is system, user, assistant, with the instruction of its stage as the last line', () => {
  for (const stage of stages) {
    for (const row of splits.flatMap((split) => goodRows(stage, split))) {
      expect(row.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
      expect(row.messages[1]?.content.split('\n').at(-1)).toBe(instructions[stage]);
    }
  }
});
