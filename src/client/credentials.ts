import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AnnealFailure } from '../contracts/failure.ts';

/** A key, and the one origin that it may be sent to. */
export interface Credential {
  origin: string;
  key: string;
}

const CredentialsFile = z.record(z.string(), z.strictObject({ origin: z.url({ protocol: /^https?$/ }), key: z.string().min(1) }));

/**
 * A key by its name, from the file that the configuration names. No message repeats anything of the file but names.
 * @throws AnnealFailure InvalidInput where there is no such file or no such name
 */
export function readCredential(file: string | null, name: string): Credential {
  if (file === null)
    throw new AnnealFailure(
      'InvalidInput',
      `Credential ${JSON.stringify(name)} was named, and no file of credentials is configured. Set ANNEAL_CREDENTIALS (docs/configuration.md).`,
    );
  const known = readCredentials(file);
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found !== undefined) return { origin: new URL(found.origin).origin, key: found.key };
  const names = Object.keys(known);
  throw new AnnealFailure(
    'InvalidInput',
    `${file} holds no credential ${JSON.stringify(name)}${names.length === 0 ? ': it is empty' : `, only ${names.map((one) => JSON.stringify(one)).join(', ')}`}.`,
  );
}

function readCredentials(file: string): z.infer<typeof CredentialsFile> {
  const expected = 'It must be JSON: {"name": {"origin": "https://host", "key": "…"}}.';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AnnealFailure('InvalidInput', `The file of credentials ${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, {
      cause,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AnnealFailure('InvalidInput', `The file of credentials ${file} is not JSON. ${expected}`); // the parser's words repeat the text
  }
  const parsed = CredentialsFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole');
  throw new AnnealFailure('InvalidInput', `The file of credentials ${file} has another shape at: ${places.join(', ')}. ${expected}`);
}
