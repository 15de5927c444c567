import { AnnealFailure } from '../contracts/failure.ts';

/**
 * Refuses keys that stores treat differently (a folder store could even leave its folder): empty parts, `.` and `..`,
 * a slash at either end, backslashes, control characters, parts over 255 bytes.
 * @throws AnnealFailure InvalidInput
 */
export function checkKey(key: string): string {
  const parts = key.split('/');
  const bad = parts.find(
    (part) => part === '' || part === '.' || part === '..' || /[\\\p{Cc}]/u.test(part) || Buffer.byteLength(part) > 255,
  );
  if (bad === undefined && Buffer.byteLength(key) <= 1024) return key;
  throw new AnnealFailure(
    'InvalidInput',
    `${JSON.stringify(key)} cannot be an object's key: its parts between slashes must be non-empty, at most 255 bytes, without "..", backslashes and control characters. Choose another name.`,
  );
}

/** Whether a name can stand for one file in a folder on any machine: letters, digits, `.`, `_`, `-`; no path, not hidden. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name);
}

/** A part of a key that a person or a program chose. @throws AnnealFailure InvalidInput when it is not a plain name. */
export function checkName(what: string, name: string): string {
  if (isPlainName(name)) return name;
  throw new AnnealFailure(
    'InvalidInput',
    `${JSON.stringify(name)} cannot be ${what}: it must start with a letter or digit, go on with letters, digits, ".", "_" or "-", and be at most 200 characters long. Choose another name.`,
  );
}
