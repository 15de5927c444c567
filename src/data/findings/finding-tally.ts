import type { DataCounts, FindingCount, QuarantineReason, SensitiveCount } from '../../contracts/data-report.ts';
import { RowRule } from '../../contracts/row-finding.ts';
import type { RowAction, RowFinding } from '../../contracts/row-finding.ts';
import type { ExcerptSource } from './mask-text.ts';
import { QuarantineSamples, shownRows } from './quarantine-samples.ts';
import { RowSet } from './row-set.ts';

interface Place {
  file: string;
  line: number;
}

/** Findings of one rule and action, and the rows that they are about. */
interface Found {
  rule: RowRule;
  action: RowAction;
  findings: number;
  rows: RowSet;
  first: Place;
}

/** What changes the text of a row that goes on. */
const changes: ReadonlySet<RowAction> = new Set(['truncate', 'change', 'redact', 'mask', 'hash']);

/**
 * Counts the findings of one dataset while they stream by, in memory that grows with a few bits a row. The result does not
 * depend on the order of the findings: a row that several rules would drop is counted at the one that stands first in
 * RowRule, which lists the rules in the order of preparation.
 */
export class FindingTally {
  readonly #found = new Map<string, Found>();
  readonly #entities = new Map<string, SensitiveCount & { set: RowSet }>();
  readonly #files = new Map<string, number>();
  readonly #samples: QuarantineSamples;

  /** @param samples rows that are shown of each reason for quarantine */
  constructor(samples = shownRows) {
    this.#samples = new QuarantineSamples(samples);
  }

  /** @param source the text that the finding is about; asked for only where the row is shown */
  add(finding: RowFinding, source?: () => ExcerptSource | null): void {
    const { rule, action, line } = finding;
    const file = this.#fileNumber(finding.file);
    const found = this.#foundOf(finding);
    if (isBefore(finding, found.first)) found.first = { file: finding.file, line };
    found.findings += 1;
    found.rows.add(file, line);
    if (rule === 'pii' || rule === 'secret') this.#addEntity(finding, file);
    if (action === 'drop' || action === 'fail') this.#samples.add(finding, source);
  }

  /**
   * @param read rows that were read
   * @returns counts in which read = kept + dropped + refused
   */
  counts(read: number): DataCounts {
    const gone = new RowSet();
    const refused = this.#goneByRule('fail', gone);
    const dropped = this.#goneByRule('drop', gone);
    const isChange = ({ action }: Found) => changes.has(action);
    const isFlag = ({ action }: Found) => action === 'flag';
    return {
      read,
      kept: read - gone.size,
      dropped,
      refused,
      changed: this.#keptByRule(isChange, gone),
      changedRows: this.#union(isChange).countWithout(gone),
      flagged: this.#keptByRule(isFlag, gone),
      flaggedRows: this.#union(isFlag).countWithout(gone),
    };
  }

  /** Findings by rule and action, in the order of preparation; a row may have several. */
  findings(): FindingCount[] {
    return [...this.#found.values()]
      .toSorted((a, b) => order(a.rule) - order(b.rule) || (a.action < b.action ? -1 : 1))
      .map(({ rule, action, findings, rows, first }) => ({ rule, action, findings, rows: rows.size, first }));
  }

  /** Distinct rows that a rule found something in. */
  rowsOf(rule: RowRule): number {
    return this.#union((found) => found.rule === rule).size;
  }

  /** Personal data and secrets by entity and action, the most frequent first. */
  sensitive(): SensitiveCount[] {
    return [...this.#entities.values()]
      .map(({ set, ...counted }) => ({ ...counted, rows: set.size }))
      .toSorted((a, b) => b.values - a.values || (`${a.entity} ${a.action}` < `${b.entity} ${b.action}` ? -1 : 1));
  }

  /** The first rows of each rule that kept a row out. */
  quarantine(): QuarantineReason[] {
    return this.#samples.reasons((rule) => this.#union((found) => found.rule === rule && !isKept(found)).size);
  }

  #goneByRule(action: 'fail' | 'drop', gone: RowSet): DataCounts['dropped'] {
    const counts: DataCounts['dropped'] = {};
    for (const rule of RowRule.options) {
      const found = this.#found.get(`${rule} ${action}`);
      const rows = found?.rows.countWithout(gone) ?? 0;
      if (rows > 0) counts[rule] = rows;
      if (found !== undefined) gone.addAll(found.rows);
    }
    return counts;
  }

  #keptByRule(isMeant: (found: Found) => boolean, gone: RowSet): DataCounts['changed'] {
    const counts: DataCounts['changed'] = {};
    for (const rule of RowRule.options) {
      const rows = this.#union((found) => found.rule === rule && isMeant(found)).countWithout(gone);
      if (rows > 0) counts[rule] = rows;
    }
    return counts;
  }

  #union(isMeant: (found: Found) => boolean): RowSet {
    const all = new RowSet();
    for (const found of this.#found.values()) if (isMeant(found)) all.addAll(found.rows);
    return all;
  }

  #foundOf({ rule, action, file, line }: RowFinding): Found {
    const key = `${rule} ${action}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = { rule, action, findings: 0, rows: new RowSet(), first: { file, line } };
    this.#found.set(key, found);
    return found;
  }

  #addEntity({ rule, action, entity = 'unnamed', line }: RowFinding, file: number): void {
    const key = `${rule} ${entity} ${action}`;
    const known = this.#entities.get(key) ?? {
      rule: rule as SensitiveCount['rule'],
      entity,
      action,
      values: 0,
      rows: 0,
      set: new RowSet(),
    };
    known.values += 1;
    known.set.add(file, line);
    this.#entities.set(key, known);
  }

  #fileNumber(file: string): number {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    this.#files.set(file, this.#files.size);
    return this.#files.size - 1;
  }
}

function isKept({ action }: Found): boolean {
  return action !== 'drop' && action !== 'fail';
}

function isBefore(one: Place, other: Place): boolean {
  return one.file === other.file ? one.line < other.line : one.file < other.file;
}

function order(rule: RowRule): number {
  return RowRule.options.indexOf(rule);
}
