import type { CapabilityName } from '../../contracts/general-report.ts';
import { sampleRows } from '../sample-rows.ts';
import { type Block, hashOf, inHashOrder } from './block.ts';
import { countryBlocks } from './knowledge/countries.ts';
import { natureBlocks } from './knowledge/nature.ts';
import { thingBlocks } from './knowledge/things.ts';
import { writtenKnowledge } from './knowledge/written.ts';
import { agreement } from './language/agreement.ts';
import { pronouns } from './language/pronouns.ts';
import { sentences } from './language/sentences.ts';
import { verbs } from './language/verbs.ts';
import { words } from './language/words.ts';
import { analogies } from './reasoning/analogies.ts';
import { arithmetic } from './reasoning/arithmetic.ts';
import { consequences } from './reasoning/consequences.ts';
import { everyday } from './reasoning/everyday.ts';
import { relations } from './reasoning/relations.ts';
import { sequences } from './reasoning/sequences.ts';
import { generalTexts, type GeneralText } from './texts/texts.ts';

/** Raised with every change of an item: scores of two versions are not comparable. */
export const generalSuiteVersion = 1;

/** A question whose options all go on from the same text. */
export interface GeneralItem {
  /** Template and hash of the text: it stays the same for as long as the question does. */
  id: string;
  template: string;
  /** Items of a block share their options, each of which is right for one of them. A group for resampling. */
  block: string;
  prefix: string;
  /** What may follow; each begins with a space and ends with a full stop or question mark. */
  options: string[];
  /** Index of the right option. */
  answer: number;
}

export interface GeneralCapability {
  name: CapabilityName;
  items: GeneralItem[];
  /** Share of right answers that guessing gives: mean of 1 ÷ options. */
  chance: number;
}

export interface GeneralSuite {
  version: number;
  capabilities: GeneralCapability[];
}

const sources: Record<CapabilityName, readonly (() => Block[])[]> = {
  'general-knowledge': [countryBlocks, natureBlocks, thingBlocks, writtenKnowledge],
  reasoning: [consequences, everyday, analogies, sequences, arithmetic, relations],
  language: [agreement, verbs, pronouns, words, sentences],
};

/** The whole suite; always the same for one version. */
export function generalSuite(): GeneralSuite {
  const capabilities = Object.entries(sources).map(([name, builders]) =>
    capabilityOf(
      name as CapabilityName,
      builders.flatMap((blocks) => blocks().flatMap(itemsOf)),
    ),
  );
  return { version: generalSuiteVersion, capabilities };
}

/**
 * About `perCapability` items of each capability, for a run that cannot afford all: whole blocks in the order of their
 * hashes with the seed, so that chance stays exact and a larger choice holds nearly all of a smaller one. A block that does not
 * fit any more is passed over: at most one item fewer than asked comes back. Everything where there is not more.
 */
export function generalSubset(suite: GeneralSuite, perCapability: number, seed: number): GeneralSuite {
  const capabilities = suite.capabilities.map(({ name, items }) => {
    const blocks = inHashOrder(String(seed), [...new Set(items.map(({ block }) => block))]);
    const byBlock = Map.groupBy(items, ({ block }) => block);
    const chosen = new Set<string>();
    let left = perCapability;
    for (const block of blocks) {
      const size = byBlock.get(block)?.length ?? 0;
      if (size > left) continue;
      chosen.add(block);
      left -= size;
    }
    return capabilityOf(
      name,
      items.filter(({ block }) => chosen.has(block)),
    );
  });
  return { version: suite.version, capabilities };
}

/** What a run asks: items of each capability, and paragraphs of general text. */
export interface GeneralPart {
  suite: GeneralSuite;
  texts: GeneralText[];
}

/** Parts are the same for all runs, so that what was asked once serves them all. */
const partSeed = 0;

/** "all", or about so many items of each capability, with a quarter as many paragraphs. */
export function generalPart(itemsPerCapability: number | 'all'): GeneralPart {
  if (itemsPerCapability === 'all') return { suite: generalSuite(), texts: generalTexts() };
  return {
    suite: generalSubset(generalSuite(), itemsPerCapability, partSeed),
    texts: sampleRows(generalTexts(), { count: Math.ceil(itemsPerCapability / 4), seed: partSeed, purpose: 'general text' }),
  };
}

function capabilityOf(name: CapabilityName, items: GeneralItem[]): GeneralCapability {
  return { name, items, chance: items.reduce((sum, { options }) => sum + 1 / options.length, 0) / items.length };
}

function itemsOf({ template, prefixes, options }: Block): GeneralItem[] {
  const block = `${template}-${hashOf([prefixes, options]).slice(0, 12)}`;
  return prefixes.map((prefix, answer) => ({
    id: `${template}-${hashOf([prefix, options, answer]).slice(0, 12)}`,
    template,
    block,
    prefix,
    options,
    answer,
  }));
}
