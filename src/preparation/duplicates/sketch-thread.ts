/** A thread that sketches rows. */
import { servePool } from '../../threads/serve-pool.ts';
import { sketchWork } from './sketch-work.ts';

servePool(sketchWork);
