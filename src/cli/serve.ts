import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { readConfig } from '../config.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { GgufPrecision } from '../contracts/trainer-protocol.ts';
import { servingDefaults } from '../servers/serve/serving-defaults.ts';
import { wholeNumber } from './numbers.ts';
import { say, wantsJson } from './output.ts';
import { readKey } from './read-key.ts';

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
  install?: boolean;
}

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .argument('[model...]', 'NAME (its newest version), NAME@VERSION, or a folder that `anneal model get` made')
    .description("serve models on this machine's processor, by OpenAI's API (chat and completions)")
    .option('--port <port>', '0 = any that is free', wholeNumber(0, 65_535), 8080)
    .option('--host <address>', 'address to listen on; others than this machine reach 0.0.0.0', '127.0.0.1')
    .addOption(
      new Option('--precision <kind>', 'how the base model is kept in memory')
        .choices(GgufPrecision.options)
        .default(servingDefaults.precision),
    )
    .option('--context <tokens>', 'most tokens of a prompt and its answer', wholeNumber(16, 1_048_576), servingDefaults.context)
    .option(
      '--parallel <n>',
      'requests that one model computes at once; each costs the memory of a context',
      wholeNumber(1, 64),
      servingDefaults.parallel,
    )
    .option('--threads <n>', 'of the processor', wholeNumber(1, 1024), availableParallelism())
    .option('--no-gpu', "leave Apple's GPU alone; elsewhere none is used anyway")
    .option('--api-key-file <file>', 'ask every request for the key that this file holds')
    .option('--allow-loading', 'let requests load and drop models on a --host that others reach, too')
    .option('--grace <seconds>', 'time for running answers after SIGTERM', wholeNumber(0, 3600), 30)
    .option('--install', 'install what models are run with (node-llama-cpp), and serve nothing')
    .action(async (models: string[], { install, ...options }: ServeArguments, command: Command) => {
      const { installServing, startServing } = await import('./start-serving.ts');
      const tell = (line: string) => void process.stderr.write(`${line}\n`);
      if (install === true) {
        const folder = await installServing(readConfig(), tell);
        say(wantsJson(command), { folder }, () => `Models are run with what is installed in ${folder}`);
        return;
      }
      if (models.length === 0)
        throw new AnnealFailure('InvalidInput', 'Name the models to serve: NAME, NAME@VERSION or a folder that `anneal model get` made.');
      const { apiKeyFile, ...rest } = options;
      const apiKey = apiKeyFile === undefined ? null : readKey(apiKeyFile);
      const serving = await startServing({
        ...rest,
        models,
        apiKey,
        config: readConfig(),
        tell,
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
