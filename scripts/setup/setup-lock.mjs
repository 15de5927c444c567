import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isCheckout } from './paths.mjs';
import { SetupProblem } from './run-step.mjs';

/** The holder touches its lock every second; one untouched for this long belongs to nobody, whoever has its pid now. */
const abandonedAfterMs = 20_000;

/** Waits until no other set-up works in this folder, then keeps others waiting until the returned function is called. */
export async function holdSetupLock({ home, lock }) {
  makeHome(home);
  let announced = false;
  while (!take(lock, home)) {
    const pid = holder(lock);
    if (isAbandoned(lock, pid)) removeAbandoned(lock, pid);
    else if (!announced) console.log(`set-up: waiting for another one in ${home} (process ${pid}) …`);
    announced = true;
    await delay(200);
  }
  const touching = setInterval(() => touch(lock), 1_000);
  touching.unref();
  const release = () => {
    clearInterval(touching);
    if (holder(lock) === String(process.pid)) rmSync(lock, { force: true });
  };
  process.once('exit', release);
  return release;
}

function makeHome(home) {
  let nearest = home;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    accessSync(nearest, constants.W_OK); // mkdir's own error for a read-only disk would be ENOENT
    mkdirSync(home, { recursive: true });
  } catch (error) {
    throw notWritable(home, error);
  }
}

function notWritable(home, error) {
  const elsewhere = isCheckout ? '' : ', or name another folder by ANNEAL_HOME';
  return new SetupProblem(`${home} cannot be written to (${error.code}). What Anneal installs goes there: make it writable${elsewhere}.`);
}

function take(lock, home) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw notWritable(home, error);
  }
}

function holder(lock) {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return null;
  }
}

function touch(lock) {
  const now = new Date();
  if (holder(lock) === String(process.pid)) utimesSync(lock, now, now);
}

function isAbandoned(lock, pid) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > abandonedAfterMs) return true;
    if (!pid) return false; // created in this moment, the pid follows
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Of several waiting set-ups only one can be the author of the rename; one that came late puts back what it took. */
function removeAbandoned(lock, abandoned) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'utf8') !== abandoned) linkSync(aside, lock);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}
