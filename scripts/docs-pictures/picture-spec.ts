import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FixtureRow, labelRows } from '../../test/fixtures/rows.ts';

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
      { name: 'things', dataset: write('things', labelRows(240, 2).map(asking('thing'))) },
      { name: 'places', dataset: write('places', labelRows(160, 3).map(asking('place'))), replay: 0 },
    ],
    training: { epochs: 6, effectiveBatchSize: 4 },
    // The last stage starts without replay, so that its gate has something to find.
    onFailedGate: { retry: { max: 1 }, then: 'rollback' },
    timing: { heartbeatSeconds: 1, heartbeatTimeoutSeconds: 10, checkpointSeconds: 5 },
    evaluation: { maxNewTokens: 24, general: { itemsPerCapability: 20 } },
  };
  writeFileSync(join(folder, 'spec.yaml'), `${JSON.stringify(spec, null, 2)}\n`);
  return join(folder, 'spec.yaml');
}

/** The same notes, asked for something else that stands in them. */
function asking(what: 'thing' | 'place'): (row: FixtureRow) => FixtureRow {
  return ({ input }) => {
    const found = /the (?<thing>\w+) in the (?<place>\w+) is/.exec(input)!.groups!;
    return { input: input.replace('Note', what === 'thing' ? 'What is painted' : 'Where'), output: found[what]! };
  };
}
