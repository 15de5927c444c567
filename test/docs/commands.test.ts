import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { exitCodes } from '../../src/cli/errors.ts';
import { codeOf, namesInTables, pages, read } from './pages.ts';

const program = buildProgram();
/** Words after `anneal`, or after its form in a checkout. */
const call = /(?:^|\s)anneal(?: --)? ([a-z]\S*)(.*)/u;

/** What is wrong with one piece of code that calls the CLI; null where nothing is, or where it calls something else. */
function fault(code: string): string | null {
  const [, name, rest = ''] = call.exec(code) ?? [];
  if (name === undefined) return null;
  let command = find(program, name);
  if (command === undefined) return `there is no command ${name}`;
  const sub = command.commands.length === 0 ? undefined : rest.trim().split(' ')[0];
  if (sub !== undefined) command = find(command, sub);
  if (command === undefined) return `there is no command ${name} ${sub}`;
  const known = [...command.options, ...program.options].map((option) => option.long);
  const unknown = [...rest.matchAll(/--[a-z][a-z-]*/gu)]
    .map(([option]) => option)
    .find((option) => option !== '--help' && !known.includes(option));
  return unknown === undefined ? null : `${command.name()} has no option ${unknown}`;
}

function find(parent: Command, name: string): Command | undefined {
  return parent.commands.find((command) => command.name() === name);
}

describe('commands in the docs', () => {
  it.each(pages().map(({ path, text }) => ({ path, text })))('exist with their options: $path', ({ text }) => {
    const faults = codeOf(text).flatMap((code) => {
      const found = fault(code);
      return found === null ? [] : [`${code}: ${found}`];
    });
    expect(faults).toEqual([]);
  });

  it('would be missed if they did not exist', () => {
    expect(fault('anneal fly RUN')).toContain('fly');
    expect(fault('npm run -s anneal -- run spec.yaml --faster')).toContain('--faster');
    expect(fault('anneal model put RUN')).toContain('put');
  });

  it('stand in the table of the page about the command line, every one of them', () => {
    const named = [...namesInTables(read('docs/cli.md'))].map((code) => call.exec(code)?.[1]);
    expect(program.commands.map((command) => command.name()).filter((name) => name !== 'help' && !named.includes(name))).toEqual([]);
  });

  it('end with the exit codes that the page names', () => {
    const section = read('docs/cli.md').split('## Exit codes')[1]?.split('\n## ')[0] ?? '';
    const named = [...section.matchAll(/^\| (\d) \|/gmu)].map(([, code]) => Number(code));
    expect(named).toEqual(Object.values(exitCodes).toSorted((a, b) => a - b));
  });
});

describe('npm scripts in the docs', () => {
  it('stand in package.json', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = pages().flatMap(({ text }) => codeOf(text).flatMap((code) => /\bnpm run (?:-s )?([\w:-]+)/u.exec(code)?.[1] ?? []));
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
  });
});
