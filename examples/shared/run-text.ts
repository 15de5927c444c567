/** What examples tell of a run, as text, taken from its report. */
import { printable } from '../../src/cli/output.ts';
import type { RunReport } from '../../src/contracts/report.ts';
import type { StageAttempt } from '../../src/contracts/run.ts';

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

/** Which attempts the gates refused, and which later one passed. Only stages after another one replay anything. */
export function gatesText({ plan, stages }: RunReport): string {
  const replayed = (replay: number) => (plan.kind === 'progressive' ? `replay ${replay}, ` : '');
  const settings = ({ replay, learningRate }: StageAttempt) => `${replayed(replay)}learning rate ${learningRate.toPrecision(2)}`;
  const lines = stages.flatMap(({ name, attempts }) =>
    attempts.flatMap((attempt) =>
      attempt.gates
        .filter((gate) => gate.decision !== 'accept')
        .map((gate) => `  ${name}, attempt ${attempt.attempt} (${settings(attempt)}): ${gate.reason}`),
    ),
  );
  const mended = stages
    .filter(({ attempts, accepted }) => attempts.length > 1 && accepted)
    .map(({ name, attempts }) => `  ${name}: attempt ${attempts.length} passed, with ${settings(attempts.at(-1)!)}`);
  return lines.length === 0
    ? 'Every gate was passed at the first attempt.\n'
    : `What the gates refused, and what mended it:\n${[...lines, ...mended].join('\n')}\n`;
}

/** Two test rows of each stage or task, with the answers of base and tuned model. */
export function samplesText({ samples }: RunReport): string {
  const ofEach = [...Map.groupBy(samples, ({ stage }) => stage).values()].flatMap((group) => group.slice(0, 2));
  return ofEach
    .map(
      ({ prompt, base, tuned, reference }) =>
        `  ${prompt.split('\n')[0]}\n    base   ${printable(base.split('\n')[0] ?? '')}\n    tuned  ${printable(tuned)}\n    wanted ${reference}`,
    )
    .join('\n');
}
