import { describe, expect, it } from 'vitest';
import { failureKinds } from '../../src/contracts/failure.ts';
import { MetricName } from '../../src/contracts/evaluation-report.ts';
import { RowRule } from '../../src/contracts/row-rule.ts';
import { searchAttributes } from '../../src/contracts/search-attributes.ts';
import { describeMetric } from '../../src/policy/gate-words.ts';
import { namesInTables, read } from './pages.ts';

const variable = /\b(?:ANNEAL|TEMPORAL)_[A-Z0-9_]+[A-Z0-9]\b/gu;
const variablesOf = (text: string) => new Set([...text.matchAll(variable)].map(([name]) => name));

describe('environment variables', () => {
  const page = read('docs/configuration.md');
  const readers = ['src/config.ts', 'scripts/setup/find-python.mjs', 'node_modules/@temporalio/envconfig/lib/envconfig-toml.js'];

  it('that config.ts reads are explained', () => {
    const explained = namesInTables(page);
    expect([...variablesOf(read('src/config.ts'))].filter((name) => !explained.has(name))).toEqual([]);
  });

  it('that are explained are read by somebody', () => {
    const known = new Set(readers.flatMap((path) => [...variablesOf(read(path))]));
    expect([...variablesOf(page)].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the table of failures', () => {
  const rows = new Map(
    [...read('docs/operations.md').matchAll(/^\| `(\w+)` \| (permanent|transient) \|/gmu)].map(([, name, kind]) => [name, kind]),
  );

  it('names every failure with its kind, and no other', () => {
    expect(Object.fromEntries(rows)).toEqual(failureKinds);
  });
});

describe('the table of search attributes', () => {
  it('names every one of them, and no other', () => {
    const rows = [...read('docs/temporal-ui.md').matchAll(/^\| `(Anneal\w+)` \| (\w+) \|/gmu)].map(([, name, type]) => [
      name,
      type?.toUpperCase(),
    ]);
    expect(Object.fromEntries(rows)).toEqual(searchAttributes);
  });
});

describe('the tables of rules for rows', () => {
  it('name every rule', () => {
    const named = namesInTables(read('docs/data.md'));
    expect(RowRule.options.filter((rule) => !named.has(rule))).toEqual([]);
  });
});

describe('the table of metrics', () => {
  it('defines every metric by the name that gates call it', () => {
    const page = read('docs/evaluation.md').replaceAll('exact match |', 'exact answers |');
    expect(MetricName.options.map(describeMetric).filter((name) => !page.includes(`| ${name} |`))).toEqual([]);
  });
});

describe('the page of dependencies', () => {
  const named = namesInTables(read('docs/dependencies.md'));

  it('gives a reason for every direct npm package, and for no other', () => {
    const manifests = ['package.json', 'scripts/pinned-node/package.json', 'serve/package.json'].map(
      (path) => JSON.parse(read(path)) as Record<string, Record<string, string> | undefined>,
    );
    const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'];
    const direct = manifests.flatMap((manifest) => kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})));
    const python = pythonPackages();
    expect(direct.filter((name) => !named.has(name))).toEqual([]);
    expect([...named].filter((name) => !direct.includes(name) && !python.includes(name))).toEqual([]);
  });

  it('gives a reason for every direct Python package', () => {
    expect(pythonPackages().filter((name) => !named.has(name))).toEqual([]);
  });
});

/** Names in the lists of the trainer's requirements. */
function pythonPackages(): string[] {
  const lists = [...read('trainer/pyproject.toml').matchAll(/^(?:dependencies|dev) = \[\n([\s\S]*?)^\]/gmu)];
  return lists.flatMap(([, list]) => [...(list ?? '').matchAll(/"([A-Za-z0-9_.-]+)/gu)].map(([, name]) => name ?? ''));
}
