import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { CleaningSpec } from '../contracts/cleaning-spec.ts';
import type { AnswerKind } from '../contracts/dataset.ts';
import type { ReadingSpec } from '../contracts/dataset-reading.ts';
import { DuplicatesSpec } from '../contracts/duplicates-spec.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { FormattingSpec } from '../contracts/formatting.ts';
import { PiiSpec } from '../contracts/pii-spec.ts';
import type { PreparationRules } from '../contracts/plan.ts';
import type { RunSpec, StageSpec, TaskSpec } from '../contracts/spec.ts';
import { SplitSpec } from '../contracts/split-spec.ts';
import { ValidationSpec } from '../contracts/validation-spec.ts';
import { checkSpec } from '../client/start-run.ts';
import { loadDomainCleaners } from '../domain-cleaning/load-domain-cleaner.ts';
import type { CleaningMeans } from '../preparation/cleaning-settings.ts';
import type { PreparationWork } from '../preparation/prepare-files.ts';
import { namedCleaner, requireMeans } from '../preparation/required-means.ts';
import type { TokenizerSource } from '../tokens/token-counter.ts';
import { readSpec } from './read-spec.ts';

export interface RuleOptions {
  spec?: string;
  stage?: string;
  answers?: AnswerKind | 'auto';
  tokenizer: string;
  maxTokens?: number;
  format?: ReadingSpec['format'];
  columns?: ReadingSpec['columns'];
}

/** By what rows are judged. */
export interface CheckRules extends Pick<
  PreparationWork,
  'rules' | 'answers' | 'split' | 'format' | 'tokenizer' | 'rowTokens' | 'cleaning'
> {
  /** Of the stage or task that the rules were taken from. */
  stage: string | null;
  /** Frozen rows that the spec names: local files as they can be opened from here, and addresses of the store. */
  against: string[];
}

/**
 * Rules of a spec, or the defaults, with the options before them.
 * @throws AnnealFailure InvalidInput, InvalidSpec
 */
export async function checkRules(options: RuleOptions): Promise<CheckRules> {
  const { spec: path, stage: name } = options;
  if (path === undefined && name !== undefined) throw bad('--stage names a stage of a spec. Name the spec too, with --spec.');
  const spec = path === undefined ? null : checkSpec(readSpec(path).spec);
  const stage = spec === null ? null : stageOf(spec, name);
  const { salt = `anneal/${spec?.name ?? 'data'}`, ...shares } = spec?.split ?? SplitSpec.parse(undefined);
  const rules = rulesOf(spec, stage);
  const { format, columns } = options;
  const tokenizer = tokenizerOf(options.tokenizer);
  return {
    stage: stage?.name ?? null,
    rules,
    split: { ...shares, salt },
    answers: options.answers ?? stage?.answers ?? 'auto',
    format: formatOf(spec, stage),
    tokenizer,
    rowTokens: options.maxTokens ?? (tokenizer.kind === 'local' ? maxTokensOf(spec, stage) : null),
    cleaning: {
      reading: { ...stage?.reading, ...(format && { format }), ...(columns && { columns }) },
      textOnly: spec !== null, // without one, preference pairs and tool calls are looked at as what they are
      means: await cleaningMeans(rules),
    },
    against: rules.duplicates.contamination.against.map((uri) => besideSpec(uri, path)),
  };
}

type Part = StageSpec | TaskSpec;

function stageOf(spec: RunSpec, name: string | undefined): Part {
  const parts: readonly Part[] = 'tasks' in spec ? spec.tasks : spec.stages;
  const found = name === undefined ? parts[0] : parts.find((part) => part.name === name);
  if (found !== undefined) return found;
  throw bad(`The spec has no stage or task "${name}". It has: ${parts.map((part) => part.name).join(', ')}.`);
}

function rulesOf(spec: RunSpec | null, stage: Part | null): PreparationRules {
  return {
    cleaning: spec?.cleaning ?? CleaningSpec.parse({}),
    pii: spec?.pii ?? PiiSpec.parse({}),
    formatting: stage?.formatting ?? spec?.formatting ?? FormattingSpec.parse({}),
    validation: stage?.validation ?? spec?.validation ?? ValidationSpec.parse({}),
    duplicates: spec?.duplicates ?? DuplicatesSpec.parse({}),
  };
}

function formatOf(spec: RunSpec | null, stage: Part | null): 'chat' | 'completion' {
  if (spec === null || stage === null) return 'chat';
  return 'tasks' in spec ? spec.format : (stage as StageSpec).format;
}

function maxTokensOf(spec: RunSpec | null, stage: Part | null): number | null {
  const own = stage !== null && 'training' in stage ? stage.training.maxTokens : undefined;
  return own ?? spec?.training.maxTokens ?? null;
}

function tokenizerOf(given: string): TokenizerSource {
  if (given === 'o200k_base' || given === 'cl100k_base') return { kind: 'openai', encoding: given };
  const folder = resolve(given);
  if (existsSync(join(folder, 'tokenizer.json'))) return { kind: 'local', folder };
  throw bad(`--tokenizer ${given}: no tokenizer.json is there. Name a base model's folder, o200k_base or cl100k_base.`);
}

/** Of this machine: what ANNEAL_DOMAIN_CLEANERS, ANNEAL_PII_HASH_KEY and ANNEAL_PII_DETECTOR name. */
async function cleaningMeans({ cleaning, pii }: PreparationRules): Promise<CleaningMeans> {
  const { domainCleaners, piiHashKey: hashKey, piiDetector: detector } = readConfig();
  requireMeans(pii, { hashKey, detector });
  const cleaner = cleaning.domain === undefined ? null : namedCleaner(await loadDomainCleaners(domainCleaners), cleaning.domain);
  return { domainCleaner: cleaner?.path ?? null, hashKey, detector };
}

function besideSpec(uri: string, spec: string | undefined): string {
  const folder = spec === undefined || spec === '-' ? process.cwd() : dirname(resolve(spec));
  return uri.includes('://') || isAbsolute(uri) ? uri : join(folder, uri);
}

function bad(message: string): AnnealFailure {
  return new AnnealFailure('InvalidInput', message);
}
