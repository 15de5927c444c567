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
  return rows.map((row, index) => {
    if (row.given !== null) return row.given;
    const cluster = clusters.get(links.sets.find(links.ofRow[index]!))!;
    return sides[cluster.given] ?? sideAt(cluster.position, split);
  });
}

/** The side of a position in [0, 1). */
function sideAt(at: number, split: Plan['split']): SplitName {
  if (at < split.train) return 'train';
  return at < split.train + split.validation ? 'validation' : 'test';
}

/** Prompts and groups as members of sets. */
interface Links {
  sets: UnionFind;
  prompts: Map<string, number>;
  groups: Map<string, number>;
  /** The member that is a row's prompt. */
  ofRow: number[];
}

function linkRows(rows: readonly SplitRow[]): Links {
  const links: Links = { sets: new UnionFind(), prompts: new Map(), groups: new Map(), ofRow: [] };
  for (const row of rows) {
    const prompt = memberOf(links.prompts, row.prompt, links.sets);
    links.ofRow.push(prompt);
    if (row.group !== null) links.sets.join(prompt, memberOf(links.groups, row.group, links.sets));
  }
  return links;
}

function memberOf(members: Map<string, number>, key: string, sets: UnionFind): number {
  const known = members.get(key);
  if (known !== undefined) return known;
  const member = sets.add();
  members.set(key, member);
  return member;
}

/** Groups decide alone where there are any: else each shared prompt would push its group towards test. */
function placeClusters(rows: readonly SplitRow[], { sets, prompts, groups, ofRow }: Links, salt: string): Map<number, Cluster> {
  const clusters = new Map<number, Cluster>();
  for (const [group, member] of groups) raise(clusters, sets.find(member), position(salt, group));
  const grouped = new Set(clusters.keys());
  for (const [prompt, member] of prompts) {
    const id = sets.find(member);
    if (!grouped.has(id)) raise(clusters, id, position(salt, prompt));
  }
  for (const [index, row] of rows.entries()) {
    if (row.given === null) continue;
    const cluster = clusters.get(sets.find(ofRow[index]!))!;
    cluster.given = Math.max(cluster.given, sides.indexOf(row.given));
  }
  return clusters;
}

function raise(clusters: Map<number, Cluster>, id: number, at: number): void {
  const cluster = clusters.get(id);
  if (cluster === undefined) clusters.set(id, { position: at, given: -1 });
  else cluster.position = Math.max(cluster.position, at);
}
