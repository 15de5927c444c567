import { defaultPiiPolicies, type PiiPolicy, type PiiSpec } from '../contracts/pii-spec.ts';

/**
 * Policies for rows that nobody trains on: their texts become what those of the rows that they are compared with became, but
 * none is dropped or ends the run, since a row that was not read would not be looked for.
 */
export function frozenPii(pii: PiiSpec): PiiSpec {
  const policies = Object.entries<PiiPolicy>({ ...defaultPiiPolicies, ...pii.policies });
  return {
    ...pii,
    policies: Object.fromEntries(policies.map(([entity, policy]) => [entity, policy === 'drop' || policy === 'fail' ? 'flag' : policy])),
  };
}
