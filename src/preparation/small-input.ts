import { stat } from 'node:fs/promises';

/** Below this, starting threads costs more than they save. */
export const smallBytes = 2 * 1024 * 1024;

/** As many threads as were allowed, and none for small files. */
export async function threadsFor(files: readonly { path: string }[], most: 0 | 1 | 2): Promise<0 | 1 | 2> {
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0) < smallBytes ? 0 : most;
}
