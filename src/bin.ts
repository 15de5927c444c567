#!/usr/bin/env node
/** The `anneal` command of the package. An older Node is told what is needed before it meets code that it cannot load. */
import { isOlderNode, oldestNode } from './version.ts';

if (isOlderNode(process.versions.node, oldestNode)) {
  process.stderr.write(
    `Anneal needs Node ${oldestNode} or newer; this is ${process.version} at ${process.execPath}. ` +
      'Install a newer one (https://nodejs.org), open a new terminal, and try again.\n',
  );
  process.exitCode = 2;
} else {
  await import('./cli.ts');
}
