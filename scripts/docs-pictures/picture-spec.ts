import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cardRows, labelRows } from '../../test/fixtures/rows.ts';

/** Writes three small stages and their spec into the folder, and returns the spec's path. */
export function pictureSpec(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, rows: readonly object[]) => {
    writeFileSync(join(folder, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    return `${name}.jsonl`;
  };
  const spec = {
    name: 'paint-notes',
    baseModel: 'tiny-random',
    stages: [
      { name: 'colours', dataset: write('colours', labelRows(240, 1)) },
      { name: 'cards', dataset: write('cards', cardRows(240, 2)) },
      { name: 'house-style', dataset: write('house-style', cardRows(120, 3)), replay: 0 },
    ],
    training: { epochs: 6, effectiveBatchSize: 4 },
    // The tiny model learns little; the pictures show the machinery, and a refused stage is part of it.
    onFailedGate: { retry: { max: 1 }, then: 'rollback' },
    timing: { heartbeatSeconds: 1, heartbeatTimeoutSeconds: 10, checkpointSeconds: 5 },
    evaluation: { maxNewTokens: 24 },
  };
  writeFileSync(join(folder, 'spec.yaml'), `${JSON.stringify(spec, null, 2)}\n`);
  return join(folder, 'spec.yaml');
}
