import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { docsFolder, specDocs, staleSpecDocs } from '../../scripts/generate-spec-docs.ts';

interface Described {
  description?: string;
  properties?: Record<string, Described>;
  items?: Described;
}

describe("the spec's page and schema", () => {
  it('say what the contract says today', async () => {
    expect(await staleSpecDocs()).toEqual([]);
  });

  it('are found stale when one of them differs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spec-docs-'));
    try {
      for (const name of ['spec.md', 'multi-task-spec.schema.json']) await cp(join(docsFolder, name), join(folder, name));
      await writeFile(join(folder, 'spec.schema.json'), '{}\n');
      expect(await staleSpecDocs(folder)).toEqual(['spec.schema.json']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each(['spec.schema.json', 'multi-task-spec.schema.json'])('describe every field of a spec: %s', (name) => {
    const schema = JSON.parse(specDocs().get(name) ?? '') as Described;
    expect(undescribed(schema, '')).toEqual([]);
  });
});

function undescribed({ properties, items }: Described, path: string): string[] {
  const own = Object.entries(properties ?? {}).flatMap(([name, field]) => [
    ...(field.description === undefined ? [`${path}${name}`] : []),
    ...undescribed(field, `${path}${name}.`),
  ]);
  return [...own, ...(items === undefined ? [] : undescribed(items, path))];
}
