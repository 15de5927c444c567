import { Command } from 'commander';
import { version } from '../version.ts';
import { addAskCommand } from './ask.ts';
import { addDataCheckCommand } from './data-check.ts';
import { addDataReportCommand } from './data-report.ts';
import { addDataScanCommand } from './data-scan.ts';
import { addDecisionCommands } from './decide.ts';
import { addDevCommand } from './dev.ts';
import { addDoctorCommand } from './doctor.ts';
import { exitCodeHelp } from './errors.ts';
import { addFollowCommands } from './follow.ts';
import { addInitCommand } from './init.ts';
import { addLatencyCommand } from './latency.ts';
import { addJudgeCommand } from './judge.ts';
import { addListCommand } from './list.ts';
import { addLogsCommand } from './logs.ts';
import { addModelCommand } from './model.ts';
import { addPlanCommand } from './plan.ts';
import { addReportCommand } from './report.ts';
import { addRerunCommand } from './rerun.ts';
import { addReviewCommand } from './review.ts';
import { addRunCommand } from './run.ts';
import { addScheduleCommands } from './schedule.ts';
import { addScoreCommand } from './score.ts';
import { addServeCommand } from './serve.ts';
import { addSetupCommand } from './setup.ts';
import { addStatusCommand } from './status.ts';
import { addWorkerCommand } from './worker.ts';

/** The whole command line. Nothing runs until it is parsed. */
export function buildProgram(): Command {
  const program = new Command('anneal')
    .description('Durable fine-tuning: your examples become a small model that does your job, and every step survives any crash.')
    .version(version)
    .option('--json', 'print one JSON value instead of text')
    .addHelpText(
      'after',
      `${exitCodeHelp}\n\nStart here:\n  anneal dev                    embedded Temporal and S3 servers, and a worker\n  anneal init data.jsonl        write a commented spec for your examples\n  anneal run spec.yaml --watch  train, test and gate; kill what you like meanwhile`,
    )
    .showHelpAfterError('(add --help for what is allowed)')
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();

  const add = [
    addInitCommand,
    addPlanCommand,
    addRunCommand,
    addRerunCommand,
    addScheduleCommands,
    addStatusCommand,
    addFollowCommands,
    addListCommand,
    addDecisionCommands,
    addReportCommand,
    addReviewCommand,
    addJudgeCommand,
    addLogsCommand,
    addModelCommand,
    addAskCommand,
    addScoreCommand,
    addDataCheckCommand,
    addDataScanCommand,
    addDataReportCommand,
    addServeCommand,
    addLatencyCommand,
    addWorkerCommand,
    addDevCommand,
    addSetupCommand,
    addDoctorCommand,
  ];
  for (const register of add) register(program);
  return program;
}
