import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { testQuestions } from '../../src/client/test-questions.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import type { RowsRef } from '../../src/contracts/blob.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const refOf = (stage: string): RowsRef => ({ sha256: sha256(stage), size: 1, rows: 1 });

/** A run of two tasks with a test row each, and of one whose report is older. */
const report = {
  workflowId: 'desk',
  data: [{ stage: 'kinds', testRows: refOf('kinds') }, { stage: 'cards', testRows: refOf('cards') }, { stage: 'old' }],
  plan: {
    stages: ['kinds', 'cards', 'old'].map((name) => ({ name, prefix: `[${name}] `, format: name === 'kinds' ? 'completion' : 'chat' })),
    evaluation: { maxNewTokens: 48 },
  },
} as unknown as RunReport;

const blobs = {
  async *readLines({ sha256: name }: RowsRef) {
    const stage = ['kinds', 'cards'].find((one) => sha256(one) === name)!;
    yield {
      id: sha256(`row of ${stage}`),
      messages: [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: `Which ${stage}?` },
        { role: 'assistant', content: 'These.' },
      ],
      source: { file: 'x.jsonl', line: 1 },
    };
  },
};

describe('test questions of a run', () => {
  test('are those of the last stage that has any, prefixed as in training, without their answers', async () => {
    const { questions, ...rest } = await testQuestions(blobs, report);
    expect(rest).toEqual({ stage: 'cards', prefix: '[cards] ', format: 'chat', maxNewTokens: 48 });
    expect(questions.map(({ messages }) => messages)).toEqual([
      [
        { role: 'system', content: 'Be short.' },
        { role: 'user', content: '[cards] Which cards?' },
      ],
    ]);
  });

  test('are those of the stage that is named, without a prefix where the server puts it', async () => {
    const { questions, prefix, format } = await testQuestions(blobs, report, { stage: 'kinds', prefixed: false });
    expect({ prefix, format, asked: questions[0]!.messages[1]!.content }).toEqual({
      prefix: '',
      format: 'completion',
      asked: 'Which kinds?',
    });
  });

  test('are refused for a stage that has none, with those that have', async () => {
    await expect(testQuestions(blobs, report, { stage: 'old' })).rejects.toThrow(/no test rows of "old"\. There are kinds, cards\./);
  });
});
