/** What examples tell of a run, as text, taken from its report. */
import { printable } from '../../src/cli/output.ts';
import type { RunReport } from '../../src/contracts/report.ts';

/** Each row that was kept out of training, by file, line and rule. */
export function droppedText({ data }: RunReport): string {
  const lines = data.flatMap(({ dropped }) =>
    dropped.map(({ file, line, rule, reason }) => `  ${local(file)}:${line}  ${rule}: ${local(reason)}`),
  );
  return `\nRows kept out of training, ${lines.length} in all:\n${lines.join('\n')}\n`;
}

/** Without the place in the store that a local file was put to. */
function local(text: string): string {
  return text.replaceAll(/s3:\/\/\S*?\/uploads\/[0-9a-f]{12}\//g, '');
}

/** Which attempts the gates refused, and which later one passed. */
export function gatesText({ stages }: RunReport): string {
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
    ? 'Every gate was passed at the first attempt.\n'
    : `What the gates refused, and what mended it:\n${[...lines, ...mended].join('\n')}\n`;
}

/** A few test rows with the answers of base and tuned model. */
export function samplesText({ samples }: RunReport): string {
  return samples
    .slice(-4)
    .map(
      ({ prompt, base, tuned, reference }) =>
        `  ${prompt.split('\n')[0]}\n    base   ${printable(base.split('\n')[0] ?? '')}\n    tuned  ${printable(tuned)}\n    wanted ${reference}`,
    )
    .join('\n');
}
