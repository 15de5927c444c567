import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { checkoutFolder } from '../../src/dev/checkout.ts';

export interface CliEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CliProcess {
  pid: number;
  signal(name: NodeJS.Signals): void;
  /** Resolves when it has said so, on either stream; rejects when it ends before. */
  says(text: string | RegExp): Promise<string>;
  ended: Promise<CliEnd>;
}

/** `node src/cli.ts ARGS` as a process of its own, with these variables and PATH, and nothing else. */
export function startCli(args: readonly string[], env: Record<string, string>, input = ''): CliProcess {
  const child = spawn(process.execPath, [join(checkoutFolder, 'src', 'cli.ts'), ...args], {
    cwd: env['PWD'] ?? checkoutFolder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const end: CliEnd = { code: null, stdout: '', stderr: '' };
  let heard = () => {};
  child.stdout.on('data', (data: Buffer) => {
    end.stdout += data.toString('utf8');
    heard();
  });
  child.stderr.on('data', (data: Buffer) => {
    end.stderr += data.toString('utf8');
    heard();
  });
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end(input);
  const ended = once(child, 'close').then(([code]) => ({ ...end, code: code as number | null }));
  return {
    pid: child.pid!,
    signal: (name) => void child.kill(name),
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const said = end.stdout + end.stderr;
          if (typeof text === 'string' ? said.includes(text) : text.test(said)) resolve(said);
        };
        heard = look;
        look();
        void ended.then(() => reject(new Error(`it ended before it said ${String(text)}:\n${end.stdout}${end.stderr}`)));
      }),
  };
}

export async function runCli(args: readonly string[], env: Record<string, string>, input = ''): Promise<CliEnd> {
  return startCli(args, env, input).ended;
}
