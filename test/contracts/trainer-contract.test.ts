import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contractFiles, staleContractFiles } from '../../scripts/generate-trainer-contract.ts';

describe('trainer/contract', () => {
  it('holds the schemas that the zod contracts give today', async () => {
    expect(await staleContractFiles()).toEqual([]);
  });

  it('is found stale when one file differs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'contract-'));
    try {
      for (const [name, text] of contractFiles()) await writeFile(join(folder, name), text);
      expect(await staleContractFiles(folder)).toEqual([]);
      await writeFile(join(folder, 'score-item.json'), '{}\n');
      expect(await staleContractFiles(folder)).toEqual(['score-item.json']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('tells the operations apart by a constant, so that Python can name the one that was meant', () => {
    const request = JSON.parse(contractFiles().get('trainer-request.json') ?? '') as { oneOf: { properties: { op: { const: string } } }[] };
    const operations = request.oneOf.map((option) => option.properties.op.const);
    expect(operations.toSorted()).toEqual(['export', 'generate', 'hashSource', 'prepareBase', 'score', 'stop', 'train']);
  });
});
