import type { SplitRule } from '../../contracts/split-spec.ts';
import { UnionFind } from '../union-find.ts';
import { placeByQuota } from './quotas.ts';
import { noSide, sideAt } from './sides.ts';
import type { SplitTable } from './split-table.ts';

/**
 * The side of every row, over all stages together; rows that are tied to a higher side are dropped later (`findLeaks`).
 * - Ready-made sides stay as given.
 * - A row whose prompt or group the ledger knows stays where it was; where it knows both, on the lower of the two.
 * - All others stand with what they are tied to: at the highest side that a ready-made split or the ledger gave to any of
 *   it, else where the hash of salt and name puts it. Neither order nor number of rows matters.
 */
export function assignSides(table: SplitTable, rule: SplitRule): Int8Array {
  const sides = settledSides(table);
  const clusters = tieRows(table, sides);
  holdClusters(table, sides, clusters);
  choosePositions(table, sides, clusters);
  const quotas = rule.quotas === 'exact' ? placeByQuota(table, sides, clusters, rule) : null;
  for (let row = 0; row < table.size; row += 1) {
    if (sides[row] !== noSide) continue;
    const cluster = clusters.all.find(table.prompt.at(row));
    const held = clusters.held[cluster]!;
    const wanted = held === noSide ? (quotas?.[cluster] ?? noSide) : held;
    sides[row] = wanted === noSide ? sideAt(clusters.position[cluster]!, rule) : wanted;
  }
  return sides;
}

/** Rows that are tied together, by the lowest number of their links. */
export interface Clusters {
  /** By prompts and groups. */
  declared: UnionFind;
  /** By near-duplicates and origin, too. */
  all: UnionFind;
  /** The highest side that a ready-made split or the ledger gave to one of the rows. */
  held: Int8Array;
  position: Float64Array;
}

function settledSides(table: SplitTable): Int8Array {
  return Int8Array.from({ length: table.size }, (_, row) => {
    const given = table.given.at(row);
    if (given !== noSide) return given;
    const prompt = table.known.at(table.prompt.at(row));
    const link = table.group.at(row);
    const group = link === noSide ? noSide : table.known.at(link);
    return prompt === noSide || group === noSide ? Math.max(prompt, group) : Math.min(prompt, group);
  });
}

/** Of the rows that stay where they were, none is tied: a new row between two of them must not tear them from their sides. */
function isTied(table: SplitTable, sides: Int8Array, row: number): boolean {
  return sides[row] === noSide || table.given.at(row) !== noSide;
}

function tieRows(table: SplitTable, sides: Int8Array): Clusters {
  const size = table.keys.size;
  const clusters = {
    declared: new UnionFind(size),
    all: new UnionFind(size),
    held: new Int8Array(size).fill(noSide),
    position: new Float64Array(size),
  };
  for (let row = 0; row < table.size; row += 1) {
    if (!isTied(table, sides, row)) continue;
    const [prompt, group, ...others] = table.linksOf(row);
    if (group !== noSide) clusters.declared.join(prompt, group);
    for (const link of [group, ...others]) if (link !== noSide) clusters.all.join(prompt, link);
  }
  return clusters;
}

function holdClusters(table: SplitTable, sides: Int8Array, { all, held }: Clusters): void {
  for (let row = 0; row < table.size; row += 1) {
    const side = sides[row]!;
    if (side === noSide) continue;
    for (const link of table.linksOf(row)) {
      if (link === noSide) continue;
      const cluster = all.find(link);
      held[cluster] = Math.max(held[cluster]!, side);
    }
  }
}

/** What may name a cluster, best first: a group; the prompt of a row of its own; the row that its rows were made from; a prompt. */
type Rank = 0 | 1 | 2 | 3;

/**
 * A cluster stands where the first of its names by hash stands, so that large clusters come to a side as often as small
 * ones. Groups that share a prompt stand at the highest of their positions: without a ledger, too, rows added later can
 * move such groups from train towards test only.
 */
function choosePositions(table: SplitTable, sides: Int8Array, { declared, all, position }: Clusters): void {
  const highest = new Float64Array(table.keys.size).fill(noSide);
  const ranks = new Int8Array(table.keys.size).fill(4);
  const names = new Int32Array(table.keys.size);
  const offer = (link: number, rank: Rank) => {
    const cluster = all.find(link);
    const best = ranks[cluster]!;
    if (rank > best || (rank === best && table.keys.compare(link, names[cluster]!) >= 0)) return;
    ranks[cluster] = rank;
    names[cluster] = link;
  };
  for (let row = 0; row < table.size; row += 1) {
    if (!isTied(table, sides, row)) continue;
    const [prompt, group, , parent] = table.linksOf(row);
    if (group !== noSide) {
      const root = declared.find(group);
      highest[root] = Math.max(highest[root]!, table.positions.at(group));
      offer(group, 0);
    } else offer(prompt, parent === noSide ? 1 : 3);
    if (parent !== noSide) offer(parent, 2);
  }
  for (let link = 0; link < table.keys.size; link += 1) {
    if (ranks[link] === 4) continue;
    const name = names[link]!;
    position[link] = ranks[link] === 0 ? highest[declared.find(name)]! : table.positions.at(name);
  }
}
