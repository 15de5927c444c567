import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** One licence: its SPDX id, its name, and its words on one line. */
export type Licence = { id: string; name: string; text: string };

const SpdxFull = z.record(z.string(), z.object({ name: z.string(), licenseText: z.string() }));
const BlueOak = z.array(z.object({ name: z.string(), licenses: z.array(z.object({ id: z.string() })) }));

/** The licence texts of an unpacked `spdx-license-list`, cleaned: English ones of at least 150 characters, in order of id. */
export function readLicences(packages: string): Licence[] {
  const listed = SpdxFull.parse(JSON.parse(readFileSync(join(packages, 'spdx-license-list', 'spdx-full.json'), 'utf8')));
  return Object.entries(listed)
    .map(([id, { name, licenseText }]) => ({ id, name: onOneLine(name), text: onOneLine(licenseText) }))
    .filter(({ text }) => text.length >= 150 && isEnglish(text))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Ids of the licences that the Blue Oak Council's lawyers rated as permissive (an unpacked `@blueoak/list`), with their rating. */
export function readRatings(packages: string): Map<string, string> {
  const listed = BlueOak.parse(JSON.parse(readFileSync(join(packages, '@blueoak', 'list', 'index.json'), 'utf8')));
  return new Map(listed.flatMap(({ name, licenses }) => licenses.map(({ id }) => [id, name] as const)));
}

/** Rulers and decoration go, all white space becomes one blank. */
function onOneLine(text: string): string {
  return text
    .replace(/[=*_#~-]{3,}/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function isEnglish(text: string): boolean {
  const foreign = [...text].filter((character) => (character.codePointAt(0) ?? 0) > 127).length;
  const articles = text.match(/\b(?:the|of|and|to)\b/gi)?.length ?? 0;
  return foreign / text.length <= 0.02 && articles / text.split(' ').length > 0.05;
}
