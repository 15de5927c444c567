import type { SplitName } from '../contracts/dataset.ts';
import type { Plan } from '../contracts/plan.ts';
import { position, type SplitRow } from './split-keys.ts';
import { UnionFind } from './union-find.ts';

/** From the side that is trained on to the side that nothing may be learned from. */
const sides: readonly SplitName[] = ['train', 'validation', 'test'];

/** Rows that must stand together: linked by groups and by equal prompts. */
interface Cluster {
  /** Of its groups, or of its prompt when it has no group. */
  position: number;
  grouped: boolean;
  /** The highest side that a ready-made split gave to one of its rows; -1 = none. */
  given: number;
}

/**
 * The side of every row, over all stages together. Rows with one group, or one prompt, stand on one side everywhere.
 * The side depends on the salt and the name of the group (else the prompt): neither order nor number of rows matters.
 * - Groups that share a prompt stand together, at the highest of their positions: rows added later can move such groups
 *   from train towards test, never from test to train.
 * - Ready-made sides stay as given; rows without one follow those they belong to: test before validation before train.
 */
export function assignSides(rows: readonly SplitRow[], split: Plan['split']): SplitName[] {
  const links = linkRows(rows);
  const clusters = placeClusters(rows, links, split.salt);
  return rows.map((row) => {
    if (row.given !== null) return row.given;
    const cluster = clusters.get(links.find(`p${row.prompt}`))!;
    return sides[cluster.given] ?? sideAt(cluster.position, split);
  });
}

/** The side of a position in [0, 1). */
export function sideAt(at: number, split: Plan['split']): SplitName {
  if (at < split.train) return 'train';
  return at < split.train + split.validation ? 'validation' : 'test';
}

function linkRows(rows: readonly SplitRow[]): UnionFind {
  const links = new UnionFind();
  for (const row of rows) {
    if (row.group === null) links.add(`p${row.prompt}`);
    else links.join(`p${row.prompt}`, `g${row.group}`);
  }
  return links;
}

function placeClusters(rows: readonly SplitRow[], links: UnionFind, salt: string): Map<number, Cluster> {
  const clusters = new Map<number, Cluster>();
  for (const key of links.keys()) {
    const id = links.find(key);
    const cluster = clusters.get(id) ?? { position: 0, grouped: false, given: -1 };
    clusters.set(id, placeKey(cluster, key.startsWith('g'), position(salt, key.slice(1))));
  }
  for (const row of rows) {
    if (row.given === null) continue;
    const cluster = clusters.get(links.find(`p${row.prompt}`))!;
    cluster.given = Math.max(cluster.given, sides.indexOf(row.given));
  }
  return clusters;
}

/** Groups decide alone where there are any: else each shared prompt would push its group towards test. */
function placeKey(cluster: Cluster, isGroup: boolean, at: number): Cluster {
  if (isGroup && !cluster.grouped) return { ...cluster, position: at, grouped: true };
  return isGroup === cluster.grouped ? { ...cluster, position: Math.max(cluster.position, at) } : cluster;
}
