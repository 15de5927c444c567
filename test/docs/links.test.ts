import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, read, root } from './pages.ts';

/** Targets of links and pictures that lie in the repository. */
function relativeLinks(text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, target]) => target ?? '');
  return links.filter((target) => !/^[a-z]+:/u.test(target));
}

/** Anchors of a page's headings, as Markdown renderers make them. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gmu)].map(([, heading]) =>
    (heading ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Why a link leads nowhere; null where it leads somewhere. */
function fault(from: string, link: string): string | null {
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? from : join(dirname(from), target);
  if (!existsSync(join(root, path))) return `${link}: there is no ${path}`;
  if (anchor === undefined || statSync(join(root, path)).isDirectory()) return null;
  return anchors(read(path)).includes(anchor) ? null : `${link}: ${path} has no heading for it`;
}

describe('links in the docs', () => {
  it.each(pages())('lead to what is there: $path', ({ path, text }) => {
    expect(relativeLinks(text).flatMap((link) => fault(path, link) ?? [])).toEqual([]);
  });

  it('would be missed if they led nowhere', () => {
    expect(fault('docs/cli.md', 'nowhere.md')).toContain('nowhere');
    expect(fault('docs/cli.md', 'operations.md#nothing')).toContain('no heading');
    expect(fault('docs/cli.md', '#exit-codes')).toBeNull();
  });

  it('reach every page from the readme', () => {
    const reached = new Set<string>();
    const open = ['README.md'];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (reached.has(path) || !existsSync(join(root, path))) continue;
      reached.add(path);
      if (!path.endsWith('.md')) continue;
      for (const link of relativeLinks(read(path))) open.push(join(dirname(path), link.split('#')[0] ?? ''));
    }
    const byFolder = (path: string) => path.startsWith('docs/decisions/') && reached.has('docs/decisions/');
    expect(pages().filter(({ path }) => path !== 'CHANGELOG.md' && !reached.has(path) && !byFolder(path))).toEqual([]);
  });
});
