import { AnnealFailure } from '../../src/contracts/failure.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** `$$`, `$NAME`, `${NAME}`, and `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`, `${NAME?message}`. */
const reference = /\$(?:(?<escaped>\$)|(?<plain>[A-Za-z_]\w*)|\{(?<name>[A-Za-z_]\w*)(?:(?<operator>:?[-?])(?<word>[^}]*))?\})/gu;

/**
 * A text of a compose file with its variables put in, by Compose's own rules: `:` takes an empty variable for a missing one.
 * @throws AnnealFailure InvalidInput for a missing variable that is required, with the message of the file.
 */
export function interpolate(text: string, variables: Variables): string {
  return text.replaceAll(reference, (...found) => {
    const { escaped, plain, name, operator = '', word = '' } = found.at(-1) as Record<string, string | undefined>;
    if (escaped !== undefined) return '$';
    const variable = plain ?? name!;
    const value = variables[variable];
    const missing = value === undefined || (operator.startsWith(':') && value === '');
    if (!missing) return value;
    if (operator.endsWith('?')) throw new AnnealFailure('InvalidInput', `${variable} is not set: ${word}`);
    return operator.endsWith('-') ? word : '';
  });
}

/** Names of the variables that a text refers to. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(reference)].flatMap(({ groups }) => groups?.['plain'] ?? groups?.['name'] ?? []);
}

/** The same, for every text in a tree of YAML. */
export function interpolateAll(node: unknown, variables: Variables): unknown {
  if (typeof node === 'string') return interpolate(node, variables);
  if (Array.isArray(node)) return node.map((item) => interpolateAll(item, variables));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, interpolateAll(value, variables)]));
}
