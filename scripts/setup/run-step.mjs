import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { packageFolder } from './paths.mjs';

/** A failure that the user can mend; its message says how. */
export class SetupProblem extends Error {}

const children = new Set();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

/** Ends the set-up, and what it runs, with the program that started it over a channel: nobody is left to wait for it. */
export function endWithParent() {
  if (process.channel === undefined) return;
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

/** Runs one step of the set-up, or says that there is nothing to do; prints one line with its time. */
export async function runStep(title, isDone, action) {
  const started = Date.now();
  if (isDone()) return console.log(`set-up: ${title}: up to date`);
  console.log(`set-up: ${title} …`);
  const progress = setInterval(() => console.log(`set-up: ${title} … ${seconds(started)}`), 15_000);
  try {
    await action();
  } finally {
    clearInterval(progress);
  }
  console.log(`set-up: ${title}: done in ${seconds(started)}`);
}

function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * Runs a program to its end. On a terminal its output is shown as it comes (its own progress bars); elsewhere it is kept,
 * and shown when it fails. Throws SetupProblem with `advice`.
 */
export async function runProgram(command, args, advice) {
  const { code, output } = await run(command, args, process.stdout.isTTY ? 'inherit' : 'pipe');
  if (code === 0) return;
  const shown = output === '' ? [] : ['Its output:', ...shorten(output.trimEnd().split('\n')).map((line) => `  ${line}`)];
  throw new SetupProblem([`"${[command, ...args].join(' ')}" ended with ${code}.`, ...shown, advice].join('\n'));
}

/** Beginning and end: npm names the error first and explains itself for pages, others end with it. */
function shorten(lines) {
  return lines.length <= 50 ? lines : [...lines.slice(0, 25), '…', ...lines.slice(-25)];
}

/** What a program prints on standard output, or null when it is missing or fails. */
export async function answerOf(command, args) {
  const { code, output } = await run(command, args, 'pipe', 'ignore');
  return code === 0 ? output.trim() : null;
}

function run(command, args, output, errors = output) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: packageFolder, env: environment(), stdio: ['ignore', output, errors] });
    let text = '';
    const collect = (chunk) => (text = (text + chunk).slice(-100_000));
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    children.add(child);
    const end = (code) => {
      children.delete(child);
      resolve({ code, output: text });
    };
    child.once('error', (error) => end(error.code));
    child.once('close', (code, signal) => end(code ?? signal));
  });
}

/** Without the checkout's own node: `npm ci` removes node_modules, and must not run on a program in there. */
function environment() {
  const own = join(packageFolder, 'node_modules');
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(own));
  return { ...process.env, PATH: path.join(delimiter) };
}
