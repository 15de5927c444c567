/** A thread of tests. */
import { servePool } from '../../src/threads/serve-pool.ts';
import { numbersWork } from './numbers-work.ts';

servePool(numbersWork);
