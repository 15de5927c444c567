/** Beyond this a number of rows is no advice any more. */
const beyondReach = 1e9;

/**
 * Rows that would settle, with 80 % power at 5 %, whether a mean lies on this or that side of a threshold `distance`
 * away: 2.8 × sd ÷ √n ≤ distance, 2.8 = 1.96 + 0.84. null where rows do not differ, where the mean lies on the
 * threshold, or where more than a thousand million rows would be needed. Never fewer than the rows at hand and one.
 */
export function itemsNeeded({ standardDeviation, distance, n }: { standardDeviation: number; distance: number; n: number }): number | null {
  if (standardDeviation === 0 || distance === 0) return null;
  // The slack keeps 784.0000000001 from becoming 785.
  const needed = Math.ceil(((2.8 * standardDeviation) / Math.abs(distance)) ** 2 - 1e-6);
  return needed > beyondReach ? null : Math.max(needed, n + 1);
}
