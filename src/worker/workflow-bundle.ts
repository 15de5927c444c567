import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { codeEnding, codeFolder } from '../package-folder.ts';
import type { Log } from '../telemetry/log-line.ts';
import { version } from '../version.ts';

/**
 * Path of the bundled workflow code, made once for each state of the sources: bundling takes seconds, and a worker that died
 * should be back in two.
 */
export async function workflowBundle(cache: string, log?: Log): Promise<string> {
  const path = join(cache, `workflows-${sourceHash()}.js`);
  if (existsSync(path)) return path;
  const { code } = await bundleWorkflowCode({
    workflowsPath: workflowFile('index'),
    workflowInterceptorModules: [workflowFile('interceptors')],
    logger: new DefaultLogger('WARN', log && (({ message }) => log.warn(message))),
  });
  mkdirSync(cache, { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, code);
  renameSync(partial, path);
  return path;
}

const workflowFile = (name: string) => join(codeFolder, 'workflows', `${name}${codeEnding}`);

/** Over everything that can reach workflow code. */
function sourceHash(): string {
  const hash = createHash('sha256').update(version).update(process.version);
  for (const folder of ['contracts', 'policy', 'workflows']) {
    for (const name of readdirSync(join(codeFolder, folder)).toSorted()) {
      const path = join(codeFolder, folder, name);
      if (name.endsWith(codeEnding) && statSync(path).isFile()) hash.update(name).update(readFileSync(path));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
