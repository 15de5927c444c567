import { AnnealFailure } from '../contracts/failure.ts';
import { OverallWeights, type OverallComponent, type OverallScore } from '../contracts/overall-score.ts';

/** What a value must be to count as 0 and as 1; between them it is mapped in a straight line, or on a logarithmic scale. */
export type Anchors = OverallComponent['anchors'];

/** One part of an overall score. */
export interface ScorePart {
  name: string;
  unit: string;
  /** null: not measured, for `reason`. */
  value: number | null;
  low?: number | null;
  high?: number | null;
  reason?: string | null;
  anchors: Anchors;
  weight: number;
  /** The score is null without it; others leave their weight to the rest. */
  required: boolean;
}

const linear = (zero: number, one: number): Anchors => ({ zero, one, scale: 'linear' });
const log = (zero: number, one: number): Anchors => ({ zero, one, scale: 'log' });

const weights = OverallWeights.parse({});

/**
 * Parts, anchors and weights unless told otherwise. Quality counts from guessing (pass its chance as `zero`) to perfect;
 * where half is lost, kept, robustness and groups are worth nothing; ten times the speed or a tenth of the cost is worth all.
 */
export const defaultParts = {
  quality: { unit: 'primary metric', anchors: linear(0, 1), weight: weights.quality, required: true },
  kept: { unit: 'worst retention', anchors: linear(0.5, 1), weight: weights.kept, required: false },
  robustness: { unit: 'worst case ÷ original', anchors: linear(0.5, 1), weight: weights.robustness, required: false },
  groups: { unit: 'impact ratio', anchors: linear(0.5, 1), weight: weights.groups, required: false },
  speed: { unit: 'seconds an answer ÷ the base’s', anchors: log(1, 0.1), weight: weights.speed, required: false },
  cost: { unit: 'cost a right answer ÷ the base’s', anchors: log(1, 0.1), weight: weights.cost, required: false },
} as const satisfies Record<keyof OverallWeights, Pick<ScorePart, 'unit' | 'anchors' | 'weight' | 'required'>>;

/**
 * Weighted mean of parts that are each mapped to [0, 1]: raw scores of different kinds are never averaged. null where a
 * required part is missing, or all are. The interval is the weighted mean of the mapped bounds: not narrower than the true
 * one, however the parts depend on each other; a part without bounds may lie anywhere in [0, 1]. Throws InvalidSpec for anchors or weights that
 * cannot be.
 */
export function overallScore(parts: readonly ScorePart[]): OverallScore {
  for (const part of parts) checkPart(part);
  const present = parts.filter(({ value }) => value !== null && Number.isFinite(value));
  const total = present.reduce((sum, { weight }) => sum + weight, 0);
  const components = parts.map((part) => componentOf(part, total));
  const lacking = components.filter(({ required, mapped }) => required && mapped === null).map(({ name }) => name);
  const reason =
    lacking.length > 0 ? `not measured, but required: ${lacking.join(', ')}` : total === 0 ? 'no part with a weight was measured' : null;
  if (reason !== null) return { score: null, low: null, high: null, reason, components };
  const counted = components.filter(({ share }) => share > 0);
  const mean = (valueOf: (component: OverallComponent) => number) =>
    counted.reduce((sum, component) => sum + component.share * valueOf(component), 0);
  return {
    score: mean(({ mapped }) => mapped ?? Number.NaN),
    low: mean((each) => bound(each, Math.min)),
    high: mean((each) => bound(each, Math.max)),
    reason: null,
    components,
  };
}

/** A value between its anchors, clipped: 0 at `zero` and beyond, 1 at `one` and beyond. `one` may be the smaller. */
export function mapToUnit(value: number, { zero, one, scale }: Anchors): number {
  const place =
    scale === 'linear' ? (value - zero) / (one - zero) : Math.log(Math.max(value, Number.MIN_VALUE) / zero) / Math.log(one / zero);
  return Math.min(1, Math.max(0, place));
}

function componentOf(part: ScorePart, total: number): OverallComponent {
  const { name, unit, anchors, weight, required, low = null, high = null } = part;
  const value = part.value !== null && Number.isFinite(part.value) ? part.value : null;
  return {
    name,
    value,
    low,
    high,
    unit,
    anchors,
    required,
    weight,
    share: value === null || total === 0 ? 0 : weight / total,
    mapped: value === null ? null : mapToUnit(value, anchors),
    reason: value === null ? (part.reason ?? 'not measured') : null,
  };
}

/** For a value of which less is better, the upper bound maps to the lower one. */
function bound({ low, high, anchors }: OverallComponent, choose: (one: number, other: number) => number): number {
  return low === null || high === null ? choose(0, 1) : choose(mapToUnit(low, anchors), mapToUnit(high, anchors));
}

function checkPart({ name, anchors: { zero, one, scale }, weight }: ScorePart): void {
  const wrong = !(weight >= 0 && Number.isFinite(weight))
    ? `its weight is ${weight}; allowed is 0 or more`
    : !Number.isFinite(zero) || !Number.isFinite(one) || zero === one
      ? `its anchors are ${zero} and ${one}; allowed are two different numbers`
      : scale === 'log' && (zero <= 0 || one <= 0)
        ? `its anchors are ${zero} and ${one}; on a logarithmic scale both must be above 0`
        : null;
  if (wrong !== null)
    throw new AnnealFailure('InvalidSpec', `the part "${name}" of the overall score cannot be used: ${wrong}.`, {
      details: { part: name },
    });
}
