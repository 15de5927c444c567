import { AnnealFailure } from '../../contracts/failure.ts';
import { defaultPiiPolicies, type PiiEntity, type PiiPolicy, type PiiSpec } from '../../contracts/pii-spec.ts';
import type { RowFinding } from '../../contracts/row-finding.ts';
import type { PiiPolicies } from './apply-policy.ts';
import { createPiiFinder } from './find-pii.ts';
import { resolveOverlaps } from './resolve-overlaps.ts';
import type { PiiSpan } from './span.ts';
import { mapTexts, type TextMap } from './row-texts.ts';
import { screenText } from './screen-text.ts';
import type { WrittenPlace, WrittenPlaces } from '../reading/written-row.ts';

/** A row with its texts as the policies say, or null where it is dropped or ends the run. */
export interface ScreenedRow<R> {
  row: R | null;
  findings: RowFinding[];
}

/**
 * Screens rows of one dataset. `detected`: what a detector found beside, by path of the text. `written`: where the texts stand
 * in the row as it was written; without it, findings name fields and places of the row that is given.
 */
export type RowScreener = <R extends { source: { file: string; line: number } }>(
  row: R,
  detected?: ReadonlyMap<string, readonly PiiSpan[]>,
  written?: WrittenPlaces,
) => ScreenedRow<R>;

/**
 * Makes the function that looks through every text of a row: messages, tools, label, group and metadata with its keys.
 * Texts are changed as policies say; `id` is left, so whoever names rows by their content names the changed row anew.
 * In `group`, which is compared and not learned, values are only changed by hashing: a redacted group would join rows
 * that have nothing to do with each other.
 * @param hashKey key of the policy `hash`, at least 16 characters; null where none is configured
 * @throws AnnealFailure InvalidInput when a policy hashes and there is no key, or one that is too short
 */
export function createRowScreener(spec: Partial<PiiSpec>, hashKey: string | null = null): RowScreener {
  const policies = { ...defaultPiiPolicies, ...spec.policies };
  checkHashKey(policies, hashKey);
  const find = createPiiFinder(spec);
  return (row, detected, written) => {
    const findings: RowFinding[] = [];
    const screen: TextMap = (text, path) => {
      const more = detected?.get(path) ?? [];
      const first = more.length === 0 ? find(text) : resolveOverlaps([...find(text), ...more]);
      if (first.length === 0) return text;
      const used = policiesAt(path, { policies, hashKey });
      const screened = screenText(text, first, find, used);
      const places = written?.(path, text, screened.spans) ?? screened.spans.map(({ start, end }) => ({ field: path, start, end }));
      for (const [index, span] of screened.spans.entries())
        findings.push(findingOf(span, row.source, places[index]!, used.policies[span.entity]));
      return screened.text;
    };
    const changed = mapTexts(row, screen);
    const ends = findings.some(({ action }) => action === 'drop' || action === 'fail');
    return { row: ends ? null : changed, findings };
  };
}

function policiesAt(path: string, given: PiiPolicies): PiiPolicies {
  if (path !== 'group') return given;
  const stays: PiiPolicy = given.hashKey === null ? 'flag' : 'hash';
  const entries = Object.entries(given.policies).map(([entity, policy]) => [
    entity,
    policy === 'redact' || policy === 'mask' ? stays : policy,
  ]);
  return { ...given, policies: Object.fromEntries(entries) as Record<PiiEntity, PiiPolicy> };
}

function checkHashKey(policies: Readonly<Record<PiiEntity, PiiPolicy>>, key: string | null): void {
  const hashed = Object.entries(policies).find(([, policy]) => policy === 'hash')?.[0];
  if (hashed === undefined || (key !== null && key.length >= 16)) return;
  throw new AnnealFailure(
    'InvalidInput',
    `pii.policies.${hashed} is hash, and ${key === null ? 'no key is configured' : 'the configured key is shorter than 16 characters'}. Set a key of at least 16 characters in the worker's configuration, or choose redact.`,
  );
}

const done: Readonly<Record<PiiPolicy, string>> = {
  fail: 'ends the run',
  drop: 'the row is dropped',
  redact: 'redacted',
  mask: 'masked',
  hash: 'hashed',
  flag: 'told only',
};

function findingOf(
  { entity, score, reason }: PiiSpan,
  { file, line }: { file: string; line: number },
  { field, ...place }: WrittenPlace,
  action: PiiPolicy,
): RowFinding {
  return {
    file,
    line,
    rule: entity === 'SECRET' ? 'secret' : 'pii',
    severity: action === 'fail' || action === 'drop' ? 'error' : action === 'flag' ? 'info' : 'warning',
    action,
    field,
    entity,
    ...place,
    score,
    message: `${field} holds ${entity} (${reason}): ${done[action]}`,
  };
}
