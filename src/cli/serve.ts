import { availableParallelism } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { readConfig } from '../config.ts';
import { GgufPrecision } from '../contracts/trainer-protocol.ts';
import { readKeyFile } from './key-file.ts';
import { say, wantsJson } from './output.ts';

export interface ServeArguments {
  host: string;
  port: number;
  precision: GgufPrecision;
  context: number;
  parallel: number;
  threads: number;
  gpu: boolean;
  apiKeyFile?: string;
  allowLoading?: boolean;
  grace: number;
}

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .argument('<model...>', 'NAME (its newest version), NAME@VERSION, or a folder that `anneal model get` made')
    .description("serve models on this machine's processor, by OpenAI's API (chat and completions)")
    .option('--port <port>', '0 = any that is free', wholeNumber(0, 65_535), 8080)
    .option('--host <address>', 'address to listen on; others than this machine reach 0.0.0.0', '127.0.0.1')
    .addOption(new Option('--precision <kind>', 'how the base model is kept in memory').choices(GgufPrecision.options).default('f16'))
    .option('--context <tokens>', 'most tokens of a prompt and its answer', wholeNumber(16, 1_048_576), 4096)
    .option('--parallel <n>', 'requests that one model computes at once; each costs the memory of a context', wholeNumber(1, 64), 4)
    .option('--threads <n>', 'of the processor', wholeNumber(1, 1024), availableParallelism())
    .option('--no-gpu', "leave Apple's GPU alone; elsewhere none is used anyway")
    .option('--api-key-file <file>', 'ask every request for the key that this file holds')
    .option('--allow-loading', 'let requests load and drop models on a --host that others reach, too')
    .option('--grace <seconds>', 'time for running answers after SIGTERM', wholeNumber(0, 3600), 30)
    .action(async (models: string[], options: ServeArguments, command: Command) => {
      const { startServing } = await import('./start-serving.ts');
      const { apiKeyFile, ...rest } = options;
      const apiKey = apiKeyFile === undefined ? null : readKeyFile(apiKeyFile);
      const serving = await startServing({
        ...rest,
        models,
        apiKey,
        config: readConfig(),
        tell: (line) => process.stderr.write(`${line}\n`),
      });
      say(
        wantsJson(command),
        { url: serving.url, models: serving.models },
        () => `Serving ${serving.models.join(', ')} on ${serving.url}/v1 (Ctrl-C ends it)`,
      );
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1)); // a second one ends it at once
      await serving.stop(options.grace * 1000);
      process.exit(0); // llama.cpp keeps threads
    });
}

function wholeNumber(least: number, most: number): (given: string) => number {
  return (given) => {
    const number = Number(given);
    if (/^\d+$/.test(given) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`"${given}" is not a whole number from ${least} to ${most}.`);
  };
}
