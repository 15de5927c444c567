import { z } from 'zod';

const day = z.iso.date('expected a day as YYYY-MM-DD');
const price = z.number().nonnegative();
const dated = {
  date: day.describe('day on which the price was read'),
  source: z.string().min(1).describe('where it was read: an address, an offer, an invoice'),
};

/** Prices of a hosted model, for 1,000,000 tokens. */
export const ModelPrice = z.strictObject({
  model: z.string().min(1),
  ...dated,
  inputPerMillion: price,
  outputPerMillion: price,
  cachedInputPerMillion: price.optional().describe('prompt tokens that the provider had seen before; default: as any other'),
  trainingPerMillion: price.optional().describe('billed training tokens'),
});
export type ModelPrice = z.infer<typeof ModelPrice>;

/** Price of a machine, own or rented. */
export const MachinePrice = z.strictObject({ machine: z.string().min(1), ...dated, perHour: price });
export type MachinePrice = z.infer<typeof MachinePrice>;

/** What a team pays, in one currency. */
export const PriceTable = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'expected three capital letters, such as USD'),
  models: z.array(ModelPrice).default([]),
  machines: z.array(MachinePrice).default([]),
});
export type PriceTable = z.infer<typeof PriceTable>;

/** The prices that a run's costs rest on, as they stood when it was planned. */
export const RunPrices = z.strictObject({
  currency: PriceTable.shape.currency,
  machine: MachinePrice.nullable().describe('what base and tuned model answer on and what training is priced by; null: not named'),
  hosted: ModelPrice.nullable().describe('the model to compare with; null: not named'),
});
export type RunPrices = z.infer<typeof RunPrices>;
