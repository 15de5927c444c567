import type { CostSpec } from '../../contracts/evaluation-spec.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { PriceTable, RunPrices } from '../../contracts/prices.ts';
import { priceOfMachine, priceOfModel } from './price-table.ts';

/**
 * The prices that a spec names, as they stand on a day ("YYYY-MM-DD"); null where it names none.
 * @param table of the worker; null: it has none
 * @throws AnnealFailure InvalidSpec for a name that the table does not have on that day, with what is there
 */
export function runPrices(names: CostSpec | null, table: PriceTable | null, onDay: string): RunPrices | null {
  if (names === null) return null;
  if (table === null)
    throw new AnnealFailure(
      'InvalidSpec',
      'evaluation.cost names prices, and the worker has none. Set ANNEAL_PRICES of every worker to a price table (docs/cost.md), or leave evaluation.cost out.',
    );
  const { machine, hosted } = names;
  return {
    currency: table.currency,
    machine: machine === undefined ? null : priced('machine', () => priceOfMachine(table, machine, onDay)),
    hosted: hosted === undefined ? null : priced('hosted', () => priceOfModel(table, hosted, onDay)),
  };
}

function priced<Price>(field: keyof CostSpec, find: () => Price): Price {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof AnnealFailure)) throw error;
    throw new AnnealFailure('InvalidSpec', `evaluation.cost.${field}: ${error.message}`, { cause: error, details: error.details });
  }
}
