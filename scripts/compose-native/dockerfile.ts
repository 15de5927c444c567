import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutFolder } from '../../src/dev/checkout.ts';

export const dockerfilePath = join(checkoutFolder, 'Dockerfile');

/** What the last stage of a Dockerfile says about the process that it starts. */
export interface ImageConfig {
  /** Images that it is made from, stages of its own left out. */
  bases: string[];
  environment: Record<string, string>;
  user: string | null;
  workdir: string;
  entrypoint: string[];
  command: string[];
  /** ENTRYPOINT and CMD that are not lists: a shell would stand between them and signals. */
  shellForms: string[];
}

interface Instruction {
  name: string;
  rest: string;
}

export function readDockerfile(path = dockerfilePath): ImageConfig {
  const instructions = parseInstructions(readFileSync(path, 'utf8'));
  const froms = instructions.flatMap(({ name, rest }) => (name === 'FROM' ? [rest.split(/\s+/u)] : []));
  const stages = new Set(froms.map((words) => words[2]));
  const last = finalStages(instructions);
  const all = (name: string) => last.filter((instruction) => instruction.name === name).map(({ rest }) => rest);
  const list = (name: string): string[] => {
    const given = all(name).at(-1) ?? '[]';
    return given.startsWith('[') ? (JSON.parse(given) as string[]) : [];
  };
  return {
    bases: froms.map(([image]) => image!).filter((image) => !stages.has(image)),
    environment: Object.fromEntries(all('ENV').flatMap((rest) => rest.split(/\s+/u).map((pair) => splitPair(pair)))),
    user: all('USER').at(-1) ?? null,
    workdir: all('WORKDIR').at(-1) ?? '/',
    entrypoint: list('ENTRYPOINT'),
    command: list('CMD'),
    shellForms: last.filter(({ name, rest }) => ['ENTRYPOINT', 'CMD'].includes(name) && !rest.startsWith('[')).map(({ rest }) => rest),
  };
}

/** Comments and blank lines left out, continued lines joined. */
function parseInstructions(text: string): Instruction[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const joined = lines
    .join('\n')
    .replaceAll(/\\\n\s*/gu, '')
    .split('\n');
  return joined.map((line) => {
    const [name = '', ...rest] = line.trim().split(/\s+/u);
    return { name: name.toUpperCase(), rest: rest.join(' ') };
  });
}

/** The last stage with the stages that it builds on, first ones first. */
function finalStages(instructions: Instruction[]): Instruction[] {
  const starts = instructions.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  const stages = starts.map((start, index) => instructions.slice(start, starts[index + 1]));
  const chain = (stage: Instruction[]): Instruction[] => {
    const base = stages.find((other) => other[0]!.rest.endsWith(` AS ${stage[0]!.rest.split(/\s+/u)[0]}`));
    return base === undefined ? stage : [...chain(base), ...stage];
  };
  return chain(stages.at(-1)!);
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}
