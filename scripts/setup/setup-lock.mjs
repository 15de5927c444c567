import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { homeFolder } from './paths.mjs';

const lockFile = join(homeFolder, 'setup.lock');
/** The holder touches its lock every second; one untouched for this long belongs to nobody, whoever has its pid now. */
const abandonedAfterMs = 20_000;

/** Waits until no other set-up works in this checkout, then keeps others waiting until the returned function is called. */
export async function holdSetupLock() {
  mkdirSync(homeFolder, { recursive: true });
  let announced = false;
  while (!take()) {
    const pid = holder();
    if (isAbandoned(pid)) removeAbandoned(pid);
    else if (!announced) console.log(`set-up: waiting for another one in this checkout (process ${pid}) …`);
    announced = true;
    await delay(200);
  }
  const touching = setInterval(touch, 1_000);
  touching.unref();
  const release = () => {
    clearInterval(touching);
    if (holder() === String(process.pid)) rmSync(lockFile, { force: true });
  };
  process.once('exit', release);
  return release;
}

function take() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function holder() {
  try {
    return readFileSync(lockFile, 'utf8');
  } catch {
    return null;
  }
}

function touch() {
  const now = new Date();
  if (holder() === String(process.pid)) utimesSync(lockFile, now, now);
}

function isAbandoned(pid) {
  try {
    if (Date.now() - statSync(lockFile).mtimeMs > abandonedAfterMs) return true;
    if (!pid) return false; // created in this moment, the pid follows
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Of several waiting set-ups only one can be the author of the rename; one that came late puts back what it took. */
function removeAbandoned(abandoned) {
  const aside = `${lockFile}.${process.pid}`;
  try {
    renameSync(lockFile, aside);
    if (readFileSync(aside, 'utf8') !== abandoned) linkSync(aside, lockFile);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}
