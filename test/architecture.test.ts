import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../src/', import.meta.url));

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
}

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const imports = sources.flatMap(importsOf);

function importsOf(path: string): Import[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'/gm), ...text.matchAll(/^import\s+()'([^']+)'/gm)].map(
    ([statement, type, to]) => ({
      from: path,
      to: to!.startsWith('.') ? relative(root, resolve(root, dirname(path), to!)) : to!,
      typeOnly: type !== undefined || onlyTypes(statement),
    }),
  );
}

/** `import { type A, type B } from …` brings no code. */
function onlyTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/
    .exec(statement)?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '));
}

const folder = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : path);
const domain = ['data', 'models', 'training', 'evaluation', 'report'];
const adapters = [
  'storage',
  'inference',
  'backends',
  'trainer-process',
  'registry',
  'notifications',
  'datasets',
  'model-files',
  'own-metrics',
  'domain-cleaning',
  'telemetry',
  'pii-detector',
  'tokens',
];
const isBuiltin = (to: string) => to.startsWith('node:') || builtinModules.includes(to);
const isTemporal = (to: string) => to.startsWith('@temporalio/');
const isOurs = (to: string) => to.endsWith('.ts');

function violations(folders: string[], allowed: (found: Import) => boolean): string[] {
  return imports
    .filter((found) => folders.includes(folder(found.from)) && !allowed(found))
    .map(({ from, to }) => `src/${from} imports ${to}`);
}

describe('imports flow only downward', () => {
  test('contracts import zod and each other', () => {
    expect(violations(['contracts'], ({ to }) => to === 'zod' || folder(to) === 'contracts')).toEqual([]);
  });

  test('policy imports contracts and policy, and neither Node nor Temporal', () => {
    expect(violations(['policy'], ({ to }) => isOurs(to) && ['contracts', 'policy'].includes(folder(to)))).toEqual([]);
  });

  test('domain code imports levels 0 and 1, pure libraries and node:crypto', () => {
    const allowed = ({ to }: Import) => {
      if (isOurs(to)) return ['contracts', 'policy', ...domain].includes(folder(to));
      return to === 'node:crypto' || to === 'node:worker_threads' || (!isBuiltin(to) && !isTemporal(to) && !to.startsWith('@aws-sdk/'));
    };
    expect(violations(domain, allowed)).toEqual([]);
  });

  test('threads import contracts and Node: each thread loads them first', () => {
    expect(violations(['threads'], ({ to }) => isBuiltin(to) || ['contracts', 'threads'].includes(folder(to)))).toEqual([]);
  });

  test('adapters import levels 0 and 1, threads, Node and SDKs, but of other adapters types only, and never Temporal', () => {
    const allowed = ({ from, to, typeOnly }: Import) => {
      if (isTemporal(to)) return false;
      if (!isOurs(to)) return true;
      const target = folder(to);
      return ['contracts', 'policy', ...domain, 'threads', folder(from)].includes(target) || (adapters.includes(target) && typeOnly);
    };
    expect(violations(adapters, allowed)).toEqual([]);
  });

  test('preparation puts adapters together, and knows neither Temporal nor who asks for it', () => {
    const allowed = ({ to }: Import) =>
      isOurs(to)
        ? ['contracts', 'policy', 'preparation', ...domain, 'threads', ...adapters].includes(folder(to))
        : !isTemporal(to) && !to.startsWith('@aws-sdk/');
    expect(violations(['preparation'], allowed)).toEqual([]);
    const users = imports.filter(({ from, to }) => isOurs(to) && folder(to) === 'preparation' && folder(from) !== 'preparation');
    expect(users.filter(({ from }) => !['activities', 'cli', 'worker.ts', 'dev'].includes(folder(from)))).toEqual([]);
  });

  test('workflows import contracts and policy, and of activities types only', () => {
    const allowed = ({ to, typeOnly }: Import) => {
      if (isOurs(to)) return ['contracts', 'policy', 'workflows'].includes(folder(to)) || (folder(to) === 'activities' && typeOnly);
      return to === 'zod' || to === '@temporalio/workflow' || to === '@temporalio/common';
    };
    expect(violations(['workflows'], allowed)).toEqual([]);
  });

  test('activities import levels 0 to 2 and no workflow', () => {
    const allowed = ({ to }: Import) =>
      !isOurs(to) || ['contracts', 'policy', 'activities', 'preparation', ...domain, 'threads', ...adapters].includes(folder(to));
    expect(violations(['activities'], allowed)).toEqual([]);
  });

  test('only config.ts reads the environment of the process', () => {
    const readers = sources.filter((path) => path !== 'config.ts' && /process\.env\b/.test(readFileSync(join(root, path), 'utf8')));
    expect(readers).toEqual(['dev/dev-environment.ts']); // hands it on to the processes that it starts
  });

  test('domain and policy read no clock and draw no unseeded randomness', () => {
    const impure = sources.filter(
      (path) =>
        ['policy', ...domain].includes(folder(path)) &&
        /Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|randomUUID|randomBytes/.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(impure).toEqual([]);
  });
});
