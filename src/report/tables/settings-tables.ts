import type { RunReport } from '../../contracts/report.ts';
import type { StageAttempt, StageOutcome } from '../../contracts/run.ts';
import type { LossGap } from '../../contracts/training.ts';
import { count, counted, duration, learningRate, notMeasured, percent, significant } from '../numbers.ts';
import type { ReportTable } from './table.ts';

const settings: [string, (attempt: StageAttempt) => string][] = [
  ['learning rate', ({ job }) => learningRate(job.settings.learningRate)],
  ['epochs', ({ job }) => String(Number(job.settings.epochs.toFixed(2)))],
  ['batch (rows an update)', ({ job }) => `${job.settings.effectiveBatchSize}, ${job.microBatchSize} at a time`],
  [
    'updates done',
    ({ job, training }) => `${count(training.steps)} of ${count(job.updates)}${training.earlyStopped ? ', stopped early' : ''}`,
  ],
  [
    'best step',
    ({ training }) =>
      training.bestStep === null
        ? notMeasured
        : `${count(training.bestStep)}, validation loss ${training.bestValidationLoss === null ? notMeasured : significant(training.bestValidationLoss)}`,
  ],
  ['train loss', ({ training }) => (training.trainLoss === null ? notMeasured : significant(training.trainLoss))],
  ['validation − train loss, kept step', ({ training: { fit } }) => (fit === null ? notMeasured : gapWords(fit.kept))],
  [
    'validation − train loss, at the end',
    ({ training: { fit } }) => (fit === null ? notMeasured : `${gapWords(fit.end)}${fit.rising ? ', validation loss rose' : ''}`),
  ],
  ['rows', ({ job }) => count(job.train.rows)],
  ['of these replayed', ({ job, replay }) => `${count(job.replayedRows)} (replay ${percent(replay)})`],
  [
    'elastic weight consolidation',
    ({ job, training: { ewc } }) =>
      job.settings.ewc && ewc ? `strength ${job.settings.ewc.strength}, measured on ${counted(ewc.rows, 'row')}` : 'off',
  ],
  [
    'LoRA',
    ({
      job: {
        settings: { lora },
      },
    }) => `r ${lora.r}, α ${lora.alpha}, dropout ${lora.dropout}`,
  ],
  ['LoRA modules', ({ job }) => job.settings.lora.targetModules.join(', ')],
  ['parameters trained', ({ training }) => count(training.trainableParameters)],
  ['longest row', ({ job }) => `${count(job.settings.maxTokens)} tokens`],
  ['warm-up', ({ job }) => percent(job.settings.warmupShare)],
  ['weight decay', ({ job }) => String(job.settings.weightDecay)],
  ['gradient clipping', ({ job }) => String(job.settings.maxGradNorm)],
  ['early stopping after', ({ job }) => counted(job.settings.earlyStoppingPatience, 'evaluation')],
  ['arithmetic', ({ job }) => `${job.settings.dtype}${job.settings.quantization === 'none' ? '' : `, ${job.settings.quantization}`}`],
  ['seed', ({ job }) => String(job.settings.seed)],
  ['tokens seen', ({ training }) => count(training.trainTokens)],
  ['time', ({ training }) => duration(training.seconds)],
  ['interruptions', ({ training }) => `${count(training.interruptions)}, ${counted(training.lostSteps, 'step')} done again`],
  ['training key', ({ training }) => training.trainKey.slice(0, 12)],
];

/** "0.082 nats (1.2 times), step 180" */
function gapWords({ step, gap, ratio: times }: LossGap): string {
  return `${significant(gap, 2)} nats${times === null ? '' : ` (${significant(times, 2)} times)`}, step ${count(step)}`;
}

/** Every setting that decides what is learned, one column an attempt. */
export function settingsTable({ stages }: RunReport): ReportTable {
  const attempts = stages.flatMap((stage) => stage.attempts.map((attempt) => ({ stage, attempt })));
  return {
    caption: 'Settings and course of every training',
    head: ['', ...attempts.map(({ stage, attempt }) => attemptTitle(stage, attempt.attempt))],
    rows: settings.map(([title, write]) => [title, ...attempts.map(({ attempt }) => write(attempt))]),
  };
}

/** "company", or "company, attempt 2" where the stage took more than one. */
export function attemptTitle({ name, attempts }: StageOutcome, attempt: number): string {
  return attempts.length === 1 ? name : `${name}, attempt ${attempt}`;
}

/** What identifies the run and makes it repeatable. */
export function recordTable(report: RunReport): ReportTable {
  const { plan, modelVersion } = report;
  const environments = [
    ...new Set(report.stages.flatMap((stage) => stage.attempts.map(({ training }) => describeEnvironment(training.environment)))),
  ];
  return {
    caption: 'Record',
    head: ['', ''],
    rows: [
      ['model version', modelVersion === null ? 'none registered' : `${plan.name}, version ${modelVersion}`],
      ['base model', `${plan.baseModel.name} (${plan.baseFacts.architecture}, ${count(plan.baseFacts.parameters)} parameters)`],
      ['base model hash', plan.baseModel.hash],
      ['plan hash', plan.hash],
      ['workflow', report.workflowId],
      ['run', report.runId],
      ['seed', String(plan.seed)],
      ['split salt', plan.split.salt],
      ['computed on', `${plan.compute.device}, ${plan.compute.dtype}, ${counted(plan.compute.threads, 'thread')}`],
      ...environments.map((environment) => ['environment', environment]),
      ...report.data.flatMap(({ stage, droppedKeys }) => droppedKeys.map((key) => [`all dropped rows of ${stage}`, key])),
    ],
  };
}

function describeEnvironment({ device, threads, dtype, microBatchSize, versions }: StageAttempt['training']['environment']): string {
  const named = Object.entries(versions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${device}, ${dtype}, ${counted(threads, 'thread')}, ${counted(microBatchSize, 'row')} a pass; ${named.map(([name, version]) => `${name} ${version}`).join(', ')}`;
}
