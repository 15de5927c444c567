import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Anneal } from '../../src/client/anneal.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import { droppedText, gatesText, samplesText } from './run-text.ts';

/** Draws the table that an example closes with, for a terminal of `width` columns; `table` is the same as data. */
export type DrawTable = (report: RunReport, cpuSeconds: number, width: number) => { table: unknown; text: string };

export interface OutcomePlace {
  /** Seconds that this machine's processors were busy during the run. */
  cpuSeconds: number;
  /** Where the report's page is written to. */
  folder: string;
  uiUrl: string | null;
}

/** Prints what a run came to, from its report, and returns the closing table as data. */
export async function showOutcome(anneal: Anneal, run: string, draw: DrawTable, place: OutcomePlace): Promise<unknown> {
  const report = await anneal.report(run);
  const { table, text } = draw(report, place.cpuSeconds, Math.min(process.stdout.columns || 100, 120));
  const page = join(place.folder, 'reports', `${run}.html`);
  mkdirSync(join(place.folder, 'reports'), { recursive: true });
  writeFileSync(page, await anneal.renderedReport(run, 'html'));
  const dataPage = join(place.folder, 'reports', `${run}-data.html`);
  writeFileSync(dataPage, await anneal.renderedDataReport(run, 'html'));

  print(droppedText(report));
  print(gatesText(report));
  print(text);
  print(samplesText(report));
  print(`Interruptions ${report.interruptions.count}, steps done again ${report.interruptions.stepsDoneAgain}`);
  print(
    `Report   ${relative(process.cwd(), page)}\nData     ${relative(process.cwd(), dataPage)}\nUI       ${place.uiUrl}/namespaces/default/workflows/${run}\n`,
  );
  return table;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
