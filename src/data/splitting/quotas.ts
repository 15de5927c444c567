import type { SplitRule } from '../../contracts/split-spec.ts';
import { noSide, sideAt } from './sides.ts';
import type { SplitTable } from './split-table.ts';
import type { Clusters } from './assign-sides.ts';

/** A cluster with its rows in one stratum. */
interface Member {
  cluster: number;
  rows: number;
}

/**
 * Sides of new clusters, by their numbers (`noSide` for others), such that every stratum gets its shares to within one cluster: its clusters in the order of their
 * positions, cut where the shares end. What stands on a side already counts towards its share. A cluster that spans
 * strata is left to its position, as without quotas, and counts as standing there; ready-made rows do not count.
 */
export function placeByQuota(table: SplitTable, sides: Int8Array, clusters: Clusters, rule: SplitRule): Int8Array {
  const { strata, meaning } = table.strata.settle();
  const stratumOf = (row: number) => meaning[table.stratum.at(row)]!;
  const standing = strata.map(() => [0, 0, 0]);
  const codes = new Float64Array(table.size);
  let free = 0;
  for (let row = 0; row < table.size; row += 1) {
    if (table.given.at(row) !== noSide) continue;
    const cluster = clusters.all.find(table.prompt.at(row));
    const side = sides[row] === noSide ? clusters.held[cluster]! : sides[row]!;
    if (side === noSide) codes[free++] = cluster * strata.length + stratumOf(row);
    else standing[stratumOf(row)]![side]! += 1;
  }
  const placed = new Int8Array(table.keys.size).fill(noSide);
  const byStratum = membersByStratum(codes.subarray(0, free).toSorted(), strata.length, (cluster, rows, stratum) => {
    standing[stratum]![sideAt(clusters.position[cluster]!, rule)]! += rows;
  });
  for (const [stratum, members] of byStratum.entries()) {
    members.sort((a, b) => clusters.position[a.cluster]! - clusters.position[b.cluster]!);
    cut(members, standing[stratum]!, rule, placed);
  }
  return placed;
}

/** @param codes cluster × strata + stratum of each row, sorted @param spans told of each part of a cluster that spans strata */
function membersByStratum(
  codes: Float64Array,
  strata: number,
  spans: (cluster: number, rows: number, stratum: number) => void,
): Member[][] {
  const members: Member[][] = Array.from({ length: strata }, () => []);
  let parts: { stratum: number; rows: number }[] = [];
  for (let at = 0; at < codes.length;) {
    const code = codes[at]!;
    const start = at;
    while (codes[at] === code) at += 1;
    const cluster = Math.floor(code / strata);
    parts.push({ stratum: code % strata, rows: at - start });
    if (at < codes.length && Math.floor(codes[at]! / strata) === cluster) continue;
    if (parts.length === 1) members[parts[0]!.stratum]!.push({ cluster, rows: parts[0]!.rows });
    else for (const { stratum, rows } of parts) spans(cluster, rows, stratum);
    parts = [];
  }
  return members;
}

/** A cluster belongs where its middle row does: each cut is then within half a cluster of its place. */
function cut(members: readonly Member[], standing: readonly number[], rule: SplitRule, placed: Int8Array): void {
  const free = members.reduce((sum, { rows }) => sum + rows, 0);
  const total = free + standing.reduce((sum, rows) => sum + rows, 0);
  const needs = [rule.train, rule.validation, rule.test].map((share, side) => Math.max(0, share * total - standing[side]!));
  const scale = free / (needs[0]! + needs[1]! + needs[2]! || 1); // below 1 where a side has more than its share already
  const [first, second] = [needs[0]! * scale, (needs[0]! + needs[1]!) * scale];
  let before = 0;
  for (const { cluster, rows } of members) {
    placed[cluster] = sideOf(before + rows / 2, first, second);
    before += rows;
  }
}

function sideOf(at: number, first: number, second: number): number {
  if (at < first) return 0;
  return at < second ? 1 : 2;
}
