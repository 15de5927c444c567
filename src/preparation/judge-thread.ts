/** A thread that judges rows. */
import { servePool } from '../threads/serve-pool.ts';
import { judgeWork } from './judge-work.ts';

servePool(judgeWork);
