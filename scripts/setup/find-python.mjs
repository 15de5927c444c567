import { setupCommand } from './paths.mjs';
import { SetupProblem, answerOf } from './run-step.mjs';

/** As trainer/pyproject.toml's requires-python. */
const allowedMinors = [11, 12, 13];
const candidates = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python'];

/** Path of a Python that the trainer runs on: ANNEAL_SETUP_PYTHON, or the first fitting one on the PATH. */
export async function findPython() {
  const chosen = process.env.ANNEAL_SETUP_PYTHON;
  const found = [];
  for (const name of chosen ? [chosen] : candidates) {
    const version = await pythonVersion(name);
    if (version !== null && isAllowed(version)) return answerOf(name, ['-c', 'import sys; print(sys.executable)']);
    found.push(`${name}: ${version ?? 'not there'}`);
  }
  throw new SetupProblem(
    `Anneal needs Python 3.11, 3.12 or 3.13. Found: ${found.join(', ')}.\n` +
      'Install one of them (Debian, Ubuntu: apt install python3 python3-pip; macOS: brew install python@3.13), ' +
      `or name one by ANNEAL_SETUP_PYTHON=/path/to/python3.12; then run "${setupCommand}" again.`,
  );
}

/** "3.12.1", or null when there is no working Python of this name. */
export async function pythonVersion(command) {
  const answer = await answerOf(command, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])']);
  return answer !== null && /^\d+\.\d+\.\d+$/.test(answer) ? answer : null;
}

export function isAllowed(version) {
  const [major, minor] = version.split('.').map(Number);
  return major === 3 && allowedMinors.includes(minor);
}
