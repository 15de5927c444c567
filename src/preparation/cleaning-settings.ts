import type { CleaningSpec } from '../contracts/cleaning-spec.ts';
import type { ReadingSpec } from '../contracts/dataset-reading.ts';
import type { FormattingSpec } from '../contracts/formatting.ts';
import type { PiiSpec } from '../contracts/pii-spec.ts';
import type { RowCleaning } from '../data/clean-rows.ts';
import { readFormatting } from '../data/formatting/format-row.ts';
import type { PiiDetector } from '../data/pii/detector.ts';
import { createPiiFinder, type PiiFinder } from '../data/pii/find-pii.ts';
import { createRowScreener } from '../data/pii/screen-row.ts';
import { loadDomainCleaner } from '../domain-cleaning/load-domain-cleaner.ts';
import { createPresidioDetector } from '../pii-detector/presidio.ts';

/** What cleaning needs beside the spec: things of this machine, as plain data that a thread can be given. */
export interface CleaningMeans {
  /** Path of the domain cleaner's module. */
  domainCleaner: string | null;
  /** Key of the policy `hash`, at least 16 characters. */
  hashKey: string | null;
  /** Address of a detector that speaks Presidio's protocol. */
  detector: string | null;
}

/** All that decides what cleaning makes of a row, as plain data. */
export interface CleaningSettings {
  reading: ReadingSpec;
  cleaning: CleaningSpec;
  pii: PiiSpec;
  formatting: FormattingSpec;
  format: 'chat' | 'completion';
  /** Refuses rows that hold more than text: tools, calls, preference pairs. */
  textOnly: boolean;
  means: CleaningMeans;
}

/** Cleaning that is ready to be asked. */
export interface OpenedCleaning {
  rows: RowCleaning;
  /** Finds what must not be shown of rows that were kept out. */
  find: PiiFinder;
  detector: PiiDetector | null;
}

/** @throws InvalidInput for a template, a key or a domain cleaner that cannot be used */
export async function openCleaning({
  reading,
  cleaning,
  pii,
  formatting,
  format,
  textOnly,
  means,
}: CleaningSettings): Promise<OpenedCleaning> {
  const { domainCleaner, hashKey, detector } = means;
  return {
    rows: {
      cleaning,
      columns: reading.columns,
      domain: domainCleaner === null ? null : await loadDomainCleaner(domainCleaner),
      screen: createRowScreener(pii, hashKey),
      formatting: readFormatting(formatting, format, 'formatting'),
      textOnly,
    },
    find: createPiiFinder(pii),
    detector: pii.detector && detector !== null ? createPresidioDetector({ url: detector }) : null,
  };
}
