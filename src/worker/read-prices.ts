import { readFile } from 'node:fs/promises';
import { AnnealFailure } from '../contracts/failure.ts';
import type { PriceTable } from '../contracts/prices.ts';
import { readPriceTable } from '../evaluation/cost/price-table.ts';

/**
 * The price table that the configuration names; null where it names none.
 * @throws AnnealFailure InvalidInput for a file that cannot be read or is no price table, with every problem in it
 */
export async function readPrices(file: string | null): Promise<PriceTable | null> {
  if (file === null) return null;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AnnealFailure('InvalidInput', `The price table ${file} cannot be read (${code}). ANNEAL_PRICES names it (docs/cost.md).`, {
      cause,
      details: { file },
    });
  }
  return readPriceTable(text, file);
}
