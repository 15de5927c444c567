/** Takes the lock named by its argument, says whether it got it, and holds it until its input ends. */
import { takeProcessLock } from '../../src/dev/process-lock.ts';

const lock = takeProcessLock(process.argv[2] ?? '');
process.stdout.write('heldBy' in lock ? 'refused' : 'taken');
process.stdin.resume();
process.stdin.once('end', () => process.exit());
