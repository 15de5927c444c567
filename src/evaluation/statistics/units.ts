/** Rows that belong together: what is independent of each other are the units, not the rows. */
export interface Units {
  /** Number of the unit of each row, 0 … count − 1. */
  unitOf: Uint32Array;
  /** Rows in each unit. */
  sizes: Float64Array;
  count: number;
  /** n² ÷ Σ size²: the number of units of equal size that say as much (Carter, Schnepel and Steigerwald 2017). */
  effectiveCount: number;
}

/** Units of n rows by their groups. A row without a group is a unit of its own; null: every row is. */
export function unitsOfRows(groups: readonly (string | null)[] | null, n: number): Units {
  const named = new Map<string, number>();
  const sizes: number[] = [];
  const unitOf = Uint32Array.from({ length: n }, (_, row) => {
    const group = groups?.[row] ?? null;
    const known = group === null ? undefined : named.get(group);
    const unit = known ?? sizes.length;
    if (group !== null && known === undefined) named.set(group, unit);
    sizes[unit] = (sizes[unit] ?? 0) + 1;
    return unit;
  });
  const squares = sizes.reduce((sum, size) => sum + size * size, 0);
  return { unitOf, sizes: Float64Array.from(sizes), count: sizes.length, effectiveCount: n === 0 ? 0 : (n * n) / squares };
}

/** Whether every row is a unit of its own. */
export function areIndependent(units: Units): boolean {
  return units.count === units.unitOf.length;
}
