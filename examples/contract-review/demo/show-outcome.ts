import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { printable } from '../../../src/cli/output.ts';
import type { Anneal } from '../../../src/client/anneal.ts';
import type { ClosingTable } from '../../../src/contracts/closing-table.ts';
import type { RunReport } from '../../../src/contracts/report.ts';
import { closingTable } from '../../../src/report/closing-table.ts';
import { closingTableText } from '../../../src/report/closing-table-text.ts';

interface Outcome {
  cpuSeconds: number;
  /** Where the report's page is written to. */
  folder: string;
  uiUrl: string | null;
}

/** Prints what the run came to, from its report, and returns the closing table. */
export async function showOutcome(anneal: Anneal, run: string, { cpuSeconds, folder, uiUrl }: Outcome): Promise<ClosingTable> {
  const report = await anneal.report(run);
  const table = closingTable(report, cpuSeconds);
  const page = join(folder, 'reports', `${run}.html`);
  mkdirSync(join(folder, 'reports'), { recursive: true });
  writeFileSync(page, await anneal.renderedReport(run, 'html'));

  print(droppedText(report));
  print(gatesText(report));
  print(closingTableText(table, Math.min(process.stdout.columns || 100, 120)));
  print(samplesText(report));
  print(`Interruptions ${report.interruptions.count}, steps done again ${report.interruptions.stepsDoneAgain}`);
  print(`Report   ${relative(process.cwd(), page)}\nUI       ${uiUrl}/namespaces/default/workflows/${run}\n`);
  print(
    `Later: npm run -s anneal -- dev, and in another terminal\n  npm run -s anneal -- ask ${run} "…" --compare\n  npm run -s anneal -- report ${run}`,
  );
  return table;
}

function droppedText({ data }: RunReport): string {
  const lines = data.flatMap(({ dropped }) =>
    dropped.map(({ file, line, rule, reason }) => `  ${local(file)}:${line}  ${rule}: ${local(reason)}`),
  );
  return `\nRows kept out of training, ${lines.length} in all:\n${lines.join('\n')}\n`;
}

/** Without the place in the store that a local file was put to. */
function local(text: string): string {
  return text.replaceAll(/s3:\/\/\S*?\/uploads\/[0-9a-f]{12}\//g, '');
}

function gatesText({ stages }: RunReport): string {
  const lines = stages.flatMap(({ name, attempts }) =>
    attempts.flatMap(({ attempt, gates, replay, learningRate }) =>
      gates
        .filter((gate) => gate.decision !== 'accept')
        .map((gate) => `  ${name}, attempt ${attempt} (replay ${replay}, learning rate ${learningRate.toPrecision(2)}): ${gate.reason}`),
    ),
  );
  const mended = stages
    .filter(({ attempts, accepted }) => attempts.length > 1 && accepted)
    .map(({ name, attempts }) => `  ${name}: attempt ${attempts.length} passed, with replay ${attempts.at(-1)!.replay}`);
  return lines.length === 0
    ? 'Every stage passed its gates at the first attempt.\n'
    : `What the gates refused, and what mended it:\n${[...lines, ...mended].join('\n')}\n`;
}

function samplesText({ samples }: RunReport): string {
  return samples
    .slice(-4)
    .map(
      ({ prompt, base, tuned, reference }) =>
        `  ${prompt.split('\n')[0]}\n    base   ${printable(base.split('\n')[0] ?? '')}\n    tuned  ${printable(tuned)}\n    wanted ${reference}`,
    )
    .join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
