/** A process that takes a lease again and again and writes down what it saw; now and then it dies while holding it. */
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { acquireLease } from '../../src/trainer-process/device-lease.ts';

const [folder = '', journal = '', turns = '1', dieAtTurn = '0'] = process.argv.slice(2);

for (let turn = 1; turn <= Number(turns); turn++) {
  const lease = await acquireLease({ folder, device: 'gpu 0' });
  appendFileSync(journal, `enter ${process.pid}\n`);
  await delay(2);
  if (turn === Number(dieAtTurn)) {
    appendFileSync(journal, `die ${process.pid}\n`);
    process.kill(process.pid, 'SIGKILL');
    await delay(10_000);
  }
  appendFileSync(journal, `leave ${process.pid}\n`);
  lease.release();
}
