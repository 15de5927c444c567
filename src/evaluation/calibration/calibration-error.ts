/** What a model said of itself, and what came of it. */
export interface Confidence {
  /** Probability that the model gives to its own answer. */
  probability: number | null;
  isRight: boolean;
}

export interface CalibrationOptions {
  bins: number;
  /** width: bins of equal width; mass: bins of (nearly) equal numbers of rows. */
  binning: 'width' | 'mass';
}

export const calibrationDefaults: CalibrationOptions = { bins: 15, binning: 'width' };

/** One bar of a reliability diagram: rows with from < probability ≤ to; the first bin of equal width holds 0 too. */
export interface CalibrationBin {
  from: number;
  to: number;
  count: number;
  /** Mean probability and share of right rows; null of an empty bin. */
  confidence: number | null;
  accuracy: number | null;
}

export interface CalibrationError {
  /** Expected calibration error, in [0, 1]; null with a reason. */
  value: number | null;
  /** The largest gap of any bin. */
  maximum: number | null;
  /** Mean probability − share of right rows: above 0 is overconfident. */
  overconfidence: number | null;
  bins: CalibrationBin[];
  n: number;
  /** Rows without a probability in [0, 1], left out. */
  leftOut: number;
  signature: string;
  reason: string | null;
}

/**
 * Expected calibration error: Σ over bins of rows in the bin ÷ n × |share right − mean probability| (Naeini et al. 2015;
 * Guo et al. 2017, 15 bins of equal width). It grows as rows get few: compare models on the same rows only.
 */
export function calibrationError(rows: readonly Confidence[], options: Partial<CalibrationOptions> = {}): CalibrationError {
  const { bins: count, binning } = { ...calibrationDefaults, ...options };
  const signature = `ece:${count}|bins:${binning === 'width' ? 'equal-width' : 'equal-mass'}|norm:l1|version:1`;
  const usable = rows.flatMap(({ probability, isRight }) => (isProbability(probability) ? [{ probability, isRight }] : []));
  const n = usable.length;
  const shared = { n, leftOut: rows.length - n, signature };
  if (n === 0) {
    const reason = rows.length === 0 ? 'there are no rows' : `none of the ${rows.length} rows has a probability between 0 and 1`;
    return { ...shared, value: null, maximum: null, overconfidence: null, bins: [], reason };
  }
  const bins = binning === 'width' ? equalWidth(usable, count) : equalMass(usable, count);
  const gaps = bins.map(({ confidence, accuracy }) => Math.abs((confidence ?? 0) - (accuracy ?? 0)));
  return {
    ...shared,
    value: bins.reduce((sum, bin, index) => sum + (bin.count / n) * (gaps[index] ?? 0), 0),
    maximum: Math.max(...gaps),
    overconfidence: mean(usable.map(({ probability }) => probability)) - mean(usable.map(({ isRight }) => Number(isRight))),
    bins,
    reason: null,
  };
}

type Usable = { probability: number; isRight: boolean };

function equalWidth(rows: readonly Usable[], count: number): CalibrationBin[] {
  const members = Array.from({ length: count }, (): Usable[] => []);
  for (const row of rows) members[Math.max(0, Math.ceil(row.probability * count) - 1)]?.push(row);
  return members.map((bin, index) => binOf(bin, index / count, (index + 1) / count));
}

/** Rows by probability, cut into runs whose lengths differ by one at most. */
function equalMass(rows: readonly Usable[], count: number): CalibrationBin[] {
  const sorted = rows.toSorted((one, other) => one.probability - other.probability);
  const cut = (index: number) => Math.floor((index * sorted.length) / count);
  return Array.from({ length: count }, (_, index) => {
    const bin = sorted.slice(cut(index), cut(index + 1));
    return binOf(bin, sorted[cut(index) - 1]?.probability ?? 0, bin.at(-1)?.probability ?? 1);
  });
}

function binOf(rows: readonly Usable[], from: number, to: number): CalibrationBin {
  const isEmpty = rows.length === 0;
  return {
    from,
    to,
    count: rows.length,
    confidence: isEmpty ? null : mean(rows.map(({ probability }) => probability)),
    accuracy: isEmpty ? null : mean(rows.map(({ isRight }) => Number(isRight))),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Whether a number is one that a model may give as a probability. */
export function isProbability(value: number | null): value is number {
  return value !== null && value >= 0 && value <= 1;
}
