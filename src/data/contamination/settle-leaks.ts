import type { DuplicatesSpec } from '../../contracts/duplicates-spec.ts';
import { AnnealFailure } from '../../contracts/failure.ts';
import type { RowFinding } from '../../contracts/row-finding.ts';
import { placeText } from '../duplicates/duplicate-findings.ts';
import type { Leak } from './find-contamination.ts';
import { giverOf, partOf, type PlacedSketches } from './placed-rows.ts';

type LeakPolicy = Pick<DuplicatesSpec['contamination'], 'gives' | 'overlap'>;

/** A leak with the row that gives; `null` = it is told only. */
export interface SettledLeak {
  leak: Leak;
  gives: number | null;
}

/**
 * Who gives: by default the row of the side that is learned from. Frozen rows never do: then it is the other one. Where nobody
 * gives, rows that Anneal put on their side still do: only what was agreed on is held to. Overlaps of some words are told,
 * or settled alike, by policy.
 * @throws LeakDetected when nobody may give: both rows are frozen, or the policy is `nobody`
 */
export function settleLeaks(placed: PlacedSketches, leaks: readonly Leak[], spec: LeakPolicy): SettledLeak[] {
  const settled = leaks.map((leak) => {
    const told = leak.kind === 'overlap' && spec.overlap !== 'drop';
    return { leak, told, gives: told ? null : giverOf(placed, leak, spec.gives) };
  });
  const open = settled.filter(({ gives, told }) => gives === null && !told).map(({ leak }) => leak);
  if (open.length > 0) throw leakDetected(placed, open, spec);
  return settled.map(({ leak, gives }) => ({ leak, gives }));
}

/** What is told about a leak: where the two rows stand, and which of them goes. Never their text. */
export function leakFinding(placed: PlacedSketches, { leak, gives }: SettledLeak): RowFinding {
  const about = gives ?? leak.learned;
  const other = about === leak.learned ? leak.measured : leak.learned;
  const { file, line } = placed.sketches.place(about);
  const { side } = partOf(placed, about);
  const score = Number(leak.score.toFixed(4));
  return {
    file,
    line,
    rule: 'leak',
    severity: gives === null ? 'warning' : 'info',
    action: gives === null ? 'flag' : 'drop',
    score,
    ...(side === null ? {} : { split: side }),
    message: `this ${sideText(placed, about)} ${likeness(leak.kind, score)} ${placeText(placed.sketches.place(other))}, a ${sideText(placed, other)}`,
  };
}

function likeness(kind: Leak['kind'], score: number): string {
  if (kind === 'exact') return 'has the same prompt as';
  if (kind === 'near') return `has nearly the same prompt (Jaccard similarity ${score.toFixed(2)}) as`;
  return `shares runs of 13 words (${(score * 100).toFixed(0)} % of the measured row's) with`;
}

function sideText(placed: PlacedSketches, row: number): string {
  const { side, name, frozen } = partOf(placed, row);
  return `${frozen ? 'frozen ' : ''}${side === null ? '' : `${side} `}row of ${name}`;
}

/** Pairs of a failure's message. */
const shownLeaks = 5;

function leakDetected(placed: PlacedSketches, leaks: readonly Leak[], { gives }: LeakPolicy): AnnealFailure {
  const shown = leaks.slice(0, shownLeaks).map((leak) => {
    const { learned, measured } = leak;
    const [a, b] = [placed.sketches.place(learned), placed.sketches.place(measured)];
    return `${placeText(a)} (${sideText(placed, learned)}) and ${placeText(b)} (${sideText(placed, measured)})`;
  });
  const why =
    gives === 'nobody'
      ? 'duplicates.contamination.gives is "nobody". Take these rows out of one side, or set it to "train" or "held-out".'
      : 'both sides are frozen, so that neither gives. Take these rows out of one of the sets.';
  return new AnnealFailure(
    'LeakDetected',
    `${leaks.length} rows that are learned from are measured on, too: ${shown.join('; ')}${leaks.length > shown.length ? '; …' : ''}; ${why}`,
    { details: { leaks: leaks.length } },
  );
}
