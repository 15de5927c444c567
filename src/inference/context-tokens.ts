import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const count = z.int().positive().optional();
const Config = z.looseObject({
  max_position_embeddings: count,
  n_positions: count,
  text_config: z.looseObject({ max_position_embeddings: count }).optional(),
});

/** Tokens that a model of a Transformers folder can read at once, by its config.json; null where that does not say. */
export async function contextTokensOf(folder: string): Promise<number | null> {
  const config = Config.safeParse(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).data;
  return config?.max_position_embeddings ?? config?.text_config?.max_position_embeddings ?? config?.n_positions ?? null;
}
