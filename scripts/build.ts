/** Compiles src/ into dist/, as the published package has it: JavaScript, its types, and the data that it imports. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../src/package-folder.ts';

rmSync(join(packageFolder, 'dist'), { recursive: true, force: true }); // nothing of a module that is gone may be published
const compiler = join(packageFolder, 'node_modules', '.bin', 'tsc');
const { status } = spawnSync(compiler, ['-p', 'tsconfig.build.json'], { cwd: packageFolder, stdio: 'inherit' });
process.exitCode = status ?? 1;
