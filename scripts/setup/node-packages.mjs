import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './paths.mjs';
import { SetupProblem, answerOf, runProgram, runStep } from './run-step.mjs';

const neededNode = 24;
/** The one that the lock file pins for this platform; npm puts it first on the PATH of the package's scripts. */
const localNode = join(packageFolder, 'node_modules', '.bin', 'node');

export async function installNodePackages() {
  await runStep('Node packages (npm ci)', matchesLock, async () => {
    await runProgram(
      'npm',
      ['ci', '--no-audit', '--no-fund'],
      'Check the network and the registry (npm ping); then run "npm run setup" again: what is done is not repeated.',
    );
    await checkNode();
  });
}

/** npm writes down what it installed, last of all: an interrupted installation leaves no such file. */
function matchesLock() {
  const installedFile = join(packageFolder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = readPackages(installedFile);
  const wanted = readPackages(join(packageFolder, 'package-lock.json'));
  const extra = Object.entries(installed).some(([path, entry]) => !isSame(entry, wanted[path]));
  const missing = Object.entries(wanted).some(([path, entry]) => path !== '' && fits(entry) && !(path in installed));
  return !extra && !missing && (existsSync(localNode) || isNewEnough(process.version));
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch (error) {
    throw new SetupProblem(
      `${file} cannot be read as JSON (${error.message}). Restore it (git checkout package-lock.json, or remove node_modules), then run "npm run setup".`,
    );
  }
}

/** Entries for other platforms may stand in the lock without a hash. */
function isSame(entry, wanted) {
  if (wanted === undefined || entry.version !== wanted.version) return false;
  return wanted.integrity === undefined || entry.integrity === wanted.integrity;
}

/** Whether npm must have installed this entry here; optional ones may have been left out with good reason. */
function fits(entry) {
  return !entry.optional && !entry.devOptional && !entry.peer;
}

function isNewEnough(version) {
  return Number.parseInt(version.slice(1), 10) >= neededNode;
}

async function checkNode() {
  const version = (existsSync(localNode) ? await answerOf(localNode, ['--version']) : null) ?? process.version;
  if (isNewEnough(version)) return;
  throw new SetupProblem(
    `Anneal runs on Node ${neededNode} or newer; npm has no Node ${neededNode} for ${process.platform}-${process.arch}, and this one is ${version}. ` +
      `Install Node ${neededNode} (https://nodejs.org), then run "npm run setup" again. Packages must not be installed with --omit=optional.`,
  );
}
