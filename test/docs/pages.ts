/** The repository's own Markdown, as tests read it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface Page {
  /** Path from the repository's root. */
  path: string;
  text: string;
}

/** Pages at the top, and everything under docs/. */
export function pages(): Page[] {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  return [...top, ...below.map((name) => `docs/${name}`)].toSorted().map((path) => ({ path, text: read(path) }));
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Everything that stands as code: lines of fenced blocks, and spans. A pipe in a table's cell is escaped there. */
export function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gmu)].flatMap(([, block]) => (block ?? '').split('\n'));
  const spans = [...text.replaceAll(/^```[\s\S]*?^```$/gmu, '').matchAll(/`([^`\n]+)`/gu)].map(([, span]) => span ?? '');
  return [...blocks, ...spans].map((code) => code.replaceAll('\\|', '|'));
}

/** The first cells of a page's tables: names in code. */
export function namesInTables(text: string): Set<string> {
  const cells = text.split('\n').flatMap((line) => /^\| (.*?) \|/u.exec(line)?.[1] ?? []);
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/gu)].map(([, name]) => name ?? '')));
}
