/**
 * Data preparation: near-duplicates and personal data against Python packages, then the whole of it, one after the other.
 * `npm run bench:data [-- --quick] [-- --rounds n] [-- --only duplicates|pii|preparation]`
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const parts = ['duplicates', 'pii', 'preparation'] as const;

const { values } = parseArgs({
  options: { only: { type: 'string' }, quick: { type: 'boolean', default: false }, rounds: { type: 'string' } },
});
const chosen = parts.filter((part) => values.only === undefined || values.only === part);
if (chosen.length === 0) throw new TypeError(`--only ${values.only}: give ${parts.join(', ')}.`);
const passed = [...(values.quick ? ['--quick'] : []), ...(values.rounds === undefined ? [] : ['--rounds', values.rounds])];
for (const part of chosen) {
  console.log(`\n${part}\n`);
  const { status, error } = spawnSync(process.execPath, [join(import.meta.dirname, 'data', `${part}.ts`), ...passed], { stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
