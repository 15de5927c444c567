/** A thread that counts tokens. */
import { servePool } from '../threads/serve-pool.ts';
import { countWork } from './count-work.ts';

servePool(countWork);
