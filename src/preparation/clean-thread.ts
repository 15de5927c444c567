/** A thread that cleans rows. It is ended from outside, so nothing aborts its signal. */
import { servePool } from '../threads/serve-pool.ts';
import { cleanWork } from './clean-work.ts';

servePool(cleanWork(new AbortController().signal));
