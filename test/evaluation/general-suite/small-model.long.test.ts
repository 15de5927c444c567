import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ScoredLine, ScoreItem } from '../../../src/contracts/trainer-protocol.ts';
import { generalFormat, generalPrediction, generalScoreItem, scoreCapability } from '../../../src/evaluation/general-suite/score.ts';
import type { GeneralSuite } from '../../../src/evaluation/general-suite/suite.ts';
import { generalSubset, generalSuite } from '../../../src/evaluation/general-suite/suite.ts';
import { textLossMeasure, textScoreItems } from '../../../src/evaluation/general-suite/texts/loss.ts';
import { generalTexts } from '../../../src/evaluation/general-suite/texts/texts.ts';
import { valueOf } from '../../../src/evaluation/measure.ts';
import { trainerModelClient } from '../../../src/inference/trainer-model-client.ts';
import { startTinyMachine } from '../../inference/tiny-model.ts';

/** The small base that ships, asked by the trainer's own scoring. */
async function askSmallModel(items: ScoreItem[]): Promise<ScoredLine[]> {
  await using machine = startTinyMachine();
  return await machine.pool.withTrainer({}, async (session) => {
    const { folder } = await machine.modelFiles.findBase('smollm2-135m', session);
    const scratch = join(machine.home, 'general');
    const model = { base: folder, adapter: null };
    const asking = { batchSize: 16, dtype: 'float32', threads: 1 } as const;
    const client = trainerModelClient({ session, model, format: generalFormat, scratch, ...asking });
    return (await client.score(items)) ?? [];
  });
}

function scoresOf(suite: GeneralSuite, lines: readonly ScoredLine[]) {
  const byId = new Map(lines.map((line) => [line.id, line]));
  return suite.capabilities.map((capability) => {
    const predictions = capability.items.flatMap((item) => {
      const line = byId.get(item.id);
      return line === undefined ? [] : [generalPrediction(item, line)];
    });
    return scoreCapability(capability, predictions, { seed: 1, resamples: 1000 });
  });
}

test('the small base scores clearly above chance and below the ceiling, and reads general text', { timeout: 3_000_000 }, async () => {
  const suite = generalSubset(generalSuite(), 160, 1);
  const texts = generalTexts().filter((_, index) => index % 15 === 0);
  const lines = await askSmallModel([
    ...suite.capabilities.flatMap(({ items }) => items.map(generalScoreItem)),
    ...texts.flatMap(textScoreItems),
  ]);
  for (const { accuracy, chance } of scoresOf(suite, lines)) {
    expect(accuracy?.low).toBeGreaterThan(chance + 0.2);
    expect(accuracy?.mean).toBeLessThan(0.92);
  }
  const loss = valueOf(
    textLossMeasure(texts, lines),
    texts.map((_, index) => index),
  );
  expect(loss).toBeGreaterThan(2);
  expect(loss).toBeLessThan(4.5);
});
