import { accessSync, constants, realpathSync, statSync, type Stats } from 'node:fs';
import { AnnealFailure } from '../contracts/failure.ts';
import type { InputFile } from '../preparation/clean-files.ts';

/** Files that are there, can be read, hold something, and are named once. @throws AnnealFailure InvalidInput naming the first that is not */
export function inputFiles(
  given: readonly string[],
  against: readonly string[],
): { files: InputFile[]; against: InputFile[]; places: ReadonlyMap<string, string> } {
  const places = new Map<string, string>();
  const take = (name: string, again: (earlier: string) => string): InputFile => {
    const place = placeOf(name);
    const earlier = places.get(place);
    if (earlier !== undefined) throw bad(again(earlier));
    places.set(place, name);
    return { uri: name, split: null, path: place };
  };
  const sameAs = (name: string, earlier: string) => (earlier === name ? '' : `, which is the same file as ${earlier}`);
  const files = given.map((name) => take(name, (earlier) => `${name} is named twice${sameAs(name, earlier)}. Name each file once.`));
  const frozen = against.map((name) =>
    take(name, (earlier) =>
      given.includes(earlier)
        ? `${name} is checked and named by --against${sameAs(name, earlier)}. Rows of a frozen test set cannot be learned from: leave it out on one side.`
        : `${name} is named twice by --against${sameAs(name, earlier)}. Name each file once.`,
    ),
  );
  return { files, against: frozen, places };
}

/** The real path of a file. */
function placeOf(name: string): string {
  const info = infoOf(name);
  if (info.isDirectory()) throw bad(`${name} is a folder. Name the files in it.`);
  if (!info.isFile()) throw bad(`${name} is no regular file. It is read more than once: write it to a file first.`);
  if (info.size === 0) throw bad(`${name} is empty: it has 0 bytes.`);
  try {
    accessSync(name, constants.R_OK);
  } catch (cause) {
    throw bad(`${name} cannot be read: permission is denied.`, cause);
  }
  return realpathSync(name);
}

function infoOf(name: string): Stats {
  try {
    return statSync(name);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw bad(code === 'ENOENT' ? `There is no file ${name}.` : `${name} cannot be read (${code}).`, cause);
  }
}

function bad(message: string, cause?: unknown): AnnealFailure {
  return new AnnealFailure('InvalidInput', message, { cause });
}
