/**
 * `node prepare-process.ts FILE FOLDER [--language]`: prepares the file in the empty folder with the compiled package, and tells,
 * in one line of JSON, what it took.
 */
import { join } from 'node:path';
import type * as CleaningModule from '../../../src/contracts/cleaning-spec.ts';
import type * as DuplicatesModule from '../../../src/contracts/duplicates-spec.ts';
import type * as FormattingModule from '../../../src/contracts/formatting.ts';
import type * as PiiModule from '../../../src/contracts/pii-spec.ts';
import type * as ValidationModule from '../../../src/contracts/validation-spec.ts';
import type * as PrepareModule from '../../../src/preparation/prepare-files.ts';
import type { Prepared } from './run-preparation.ts';

const { CleaningSpec } = await compiled<typeof CleaningModule>('contracts/cleaning-spec');
const { DuplicatesSpec } = await compiled<typeof DuplicatesModule>('contracts/duplicates-spec');
const { FormattingSpec } = await compiled<typeof FormattingModule>('contracts/formatting');
const { PiiSpec } = await compiled<typeof PiiModule>('contracts/pii-spec');
const { ValidationSpec } = await compiled<typeof ValidationModule>('contracts/validation-spec');
const { prepareFiles } = await compiled<typeof PrepareModule>('preparation/prepare-files');

const tickMs = 20;
const [path, folder, language] = process.argv.slice(2) as [string, string, string?];

/** Without languages nothing loads their detector, which also tells gibberish from rare languages. */
const languageRules =
  language === '--language'
    ? { language: { policy: 'flag', expected: ['en'] } }
    : { language: { policy: 'off' }, gibberish: { policy: 'off' } };
/** Values for which a run would end by default cost their row here. */
const dropped = { SECRET: 'drop', CREDIT_CARD: 'drop', IBAN: 'drop', US_SSN: 'drop', US_ITIN: 'drop', UK_NINO: 'drop' };

const starts: { step: string; at: number }[] = [{ step: 'hash and count', at: performance.now() }];
const ticks = { last: performance.now(), longest: 0 };
const ticker = setInterval(() => {
  const now = performance.now();
  ticks.longest = Math.max(ticks.longest, now - ticks.last - tickMs);
  ticks.last = now;
}, tickMs);

const before = process.cpuUsage();
const { report } = await prepareFiles({
  name: 'bench',
  files: [{ uri: 'bench.jsonl', split: null, path }],
  against: [],
  rules: {
    cleaning: CleaningSpec.parse({}),
    pii: PiiSpec.parse({ policies: dropped }),
    formatting: FormattingSpec.parse({}),
    validation: ValidationSpec.parse(languageRules),
    duplicates: DuplicatesSpec.parse({}),
  },
  answers: 'text',
  split: { train: 0.8, validation: 0.1, test: 0.1, salt: 'anneal/bench' },
  cleaning: { reading: {}, textOnly: true, means: { domainCleaner: null, hashKey: null, detector: null } },
  format: 'chat',
  tokenizer: { kind: 'openai', encoding: 'o200k_base' },
  rowTokens: null,
  leastRows: 1,
  threads: 2,
  folder,
  signal: new AbortController().signal,
  onStep: (step) => {
    if (starts.at(-1)!.step !== step) starts.push({ step, at: performance.now() });
  },
});
const ended = performance.now();
clearInterval(ticker);
const { user, system } = process.cpuUsage(before);
const { counts, duplicates, statistics, findings } = report.datasets[0]!;
const result: Prepared = {
  seconds: (ended - starts[0]!.at) / 1000,
  steps: starts.map(({ step, at }, index) => ({ step, seconds: ((starts[index + 1]?.at ?? ended) - at) / 1000 })),
  cpuSeconds: (user + system) / 1e6,
  peakMib: process.resourceUsage().maxRSS / 1024,
  longestDelayMs: ticks.longest,
  read: counts.read,
  kept: counts.kept,
  nearDuplicates: duplicates.nearRows,
  tokens: statistics?.tokensPerEpoch ?? 0,
  otherLanguage: findings.filter(({ rule }) => rule === 'language').reduce((sum, { rows }) => sum + rows, 0),
  refusals: report.refusals,
};
console.log(JSON.stringify(result));

/** A module as users have it: reading TypeScript takes Node memory that no user spends. */
async function compiled<Module>(name: string): Promise<Module> {
  return (await import(join(import.meta.dirname, '..', '..', '..', 'dist', `${name}.js`))) as Module;
}
