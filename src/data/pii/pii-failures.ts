import { AnnealFailure } from '../../contracts/failure.ts';
import type { RowFinding } from '../../contracts/row-finding.ts';

const mostLines = 10;

interface Tally {
  count: number;
  lines: string[];
}

/** Collects what ends a run while rows stream by: of each entity a count and the first ten lines. */
export class PiiFailures {
  readonly #tallies = new Map<string, Tally>();

  add(findings: readonly RowFinding[]): void {
    for (const { action, entity, file, line } of findings) {
      if (action !== 'fail' || entity === undefined) continue;
      const tally = this.#tallies.get(entity) ?? { count: 0, lines: [] };
      this.#tallies.set(entity, tally);
      const place = `${file}:${line}`;
      tally.count += 1;
      if (tally.lines.length < mostLines && tally.lines.at(-1) !== place) tally.lines.push(place);
    }
  }

  /** DatasetRejected with lines, counts and the one setting that would change it for each entity; null where nothing ends the run. */
  failure(): AnnealFailure | null {
    if (this.#tallies.size === 0) return null;
    const parts = [...this.#tallies].map(
      ([entity, { count, lines }]) =>
        `${entity} ${count === 1 ? 'once' : `${count} times`}, ${count > lines.length ? 'first ' : ''}at ${lines.join(', ')} (pii.policies.${entity} is fail; set it to redact, drop, mask, hash or flag)`,
    );
    return new AnnealFailure(
      'DatasetRejected',
      `The dataset holds what must not be trained on: ${parts.join('; ')}. Nothing was trained. Take the values out, allow those that are no one's (pii.allow), or choose another policy.`,
      { details: Object.fromEntries([...this.#tallies].map(([entity, { count }]) => [entity, count])) },
    );
  }
}
