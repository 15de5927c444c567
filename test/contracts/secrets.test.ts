import { describe, expect, test } from 'vitest';
import { holdsSecret, redact } from '../../src/contracts/secrets.ts';

/** Put together at run time, so that no scanner takes this file for a leak. */
const secrets = [
  `sk-${'a1B2'.repeat(6)}`,
  `AKIA${'ABCD'.repeat(4)}`,
  `ghp_${'x9'.repeat(14)}`,
  `hf_${'Zz'.repeat(12)}`,
  ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' '),
  ['https://user:', 'hunter2', '@host/x'].join(''),
];

describe('shapes of secrets', () => {
  test.each(secrets)('%s is found wherever it stands, by its path', (secret) => {
    expect(holdsSecret({ stages: [{ name: 'a', dataset: secret }] })).toBe('spec.stages.0.dataset');
    expect(holdsSecret({ [secret]: 1 })).toBe('spec.(a key)');
    expect(redact(`before ${secret} after`)).toContain('[redacted]');
  });

  test('ordinary specs hold none', () => {
    expect(
      holdsSecret({ name: 'contract-review', stages: [{ name: 'general', dataset: 's3://bucket/skills/sk-1.jsonl' }], seed: 7 }),
    ).toBeNull();
  });
});
