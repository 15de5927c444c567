import { AnnealFailure } from '../../contracts/failure.ts';
import { PriceTable, type MachinePrice, type ModelPrice } from '../../contracts/prices.ts';

const shape =
  '{"currency": "USD", "models": [{"model", "date": "YYYY-MM-DD", "source", "inputPerMillion", "outputPerMillion", "cachedInputPerMillion"?, "trainingPerMillion"?}], "machines": [{"machine", "date", "source", "perHour"}]}';

/**
 * Reads a price table. Throws InvalidInput with every problem: the place, what was expected, and the whole shape; also for
 * two prices of one thing on one day.
 * @param value what the file holds, parsed
 * @param file its name, for the message
 */
export function parsePriceTable(value: unknown, file: string): PriceTable {
  const parsed = PriceTable.safeParse(value);
  const problems = parsed.success
    ? [
        ...repeated(parsed.data.models, 'models', ({ model }) => model),
        ...repeated(parsed.data.machines, 'machines', ({ machine }) => machine),
      ]
    : parsed.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`);
  if (parsed.success && problems.length === 0) return parsed.data;
  throw new AnnealFailure('InvalidInput', `the price table ${file} cannot be read: ${problems.join('; ')}. It has the shape ${shape}.`, {
    details: { file, problems: problems.length },
  });
}

/** The same of the file's text, which must be JSON. */
export function readPriceTable(text: string, file: string): PriceTable {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AnnealFailure('InvalidInput', `the price table ${file} is not JSON (${String(cause)}). It has the shape ${shape}.`, {
      cause,
      details: { file },
    });
  }
  return parsePriceTable(value, file);
}

/** The newest price of a model on a day ("YYYY-MM-DD"). Throws NotFound with the names and days that there are. */
export function priceOfModel(table: PriceTable, model: string, onDay: string): ModelPrice {
  return newest(table.models, ({ model: name }) => name, model, onDay);
}

/** The newest price of a machine on a day. */
export function priceOfMachine(table: PriceTable, machine: string, onDay: string): MachinePrice {
  return newest(table.machines, ({ machine: name }) => name, machine, onDay);
}

function newest<Price extends { date: string }>(
  prices: readonly Price[],
  nameOf: (price: Price) => string,
  name: string,
  onDay: string,
): Price {
  const known = prices
    .filter((each) => nameOf(each) === name && each.date <= onDay)
    .toSorted((one, other) => (one.date < other.date ? 1 : -1));
  if (known[0] !== undefined) return known[0];
  const listed = prices.map((each) => `${nameOf(each)} (${each.date})`).join(', ') || 'nothing';
  throw new AnnealFailure(
    'NotFound',
    `the price table has no price of "${name}" on ${onDay} or before. It lists ${listed}. Add an entry with its date and source.`,
    { details: { name, onDay } },
  );
}

function repeated<Price extends { date: string }>(prices: readonly Price[], where: string, nameOf: (price: Price) => string): string[] {
  const seen = new Set<string>();
  return prices.flatMap((each, index) => {
    const key = `${nameOf(each)} on ${each.date}`;
    const problem = seen.has(key) ? [`${where}[${index}]: a second price of ${key}`] : [];
    seen.add(key);
    return problem;
  });
}

function placeOf(path: readonly PropertyKey[]): string {
  return (
    path.reduce<string>(
      (place, part) => (typeof part === 'number' ? `${place}[${part}]` : `${place}${place === '' ? '' : '.'}${String(part)}`),
      '',
    ) || 'the table'
  );
}
