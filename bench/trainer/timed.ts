import { z } from 'zod';

/** One training: seconds of training alone, tokens of all rows without padding. */
export const Timed = z.object({ seconds: z.number().positive(), tokens: z.int(), steps: z.int(), loss: z.number().nullable() });
export type Timed = z.infer<typeof Timed>;
