/** Terminal output with its colours, as HTML. Knows the codes that our commands print: bold, dim, and the eight colours. */
export function ansiToHtml(text: string): string {
  let open: string[] = [];
  let html = '';
  // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
  for (const part of text.split(/(\u001B\[[\d;]*m)/)) {
    // oxlint-disable-next-line no-control-regex
    const codes = /^\u001B\[([\d;]*)m$/.exec(part);
    if (codes === null) html += styled(escaped(part), open);
    else for (const code of codes[1]!.split(';')) open = afterCode(open, Number(code));
  }
  return html;
}

const colours: Record<number, string> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#f2cc60',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
};

function afterCode(open: string[], code: number): string[] {
  const without = (kind: string) => open.filter((style) => !style.startsWith(kind));
  if (code === 0) return [];
  if (code === 1) return [...open, 'font-weight:bold'];
  if (code === 2) return [...open, 'opacity:.6'];
  if (code === 22) return open.filter((style) => !/^(font-weight|opacity)/.test(style));
  if (code === 39) return without('color');
  const colour = colours[code];
  return colour === undefined ? open : [...without('color'), `color:${colour}`];
}

function styled(text: string, styles: readonly string[]): string {
  return styles.length === 0 || text === '' ? text : `<span style="${styles.join(';')}">${text}</span>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A page that shows a terminal of these columns. */
export function terminalPage(text: string, columns: number): string {
  return `<!doctype html><meta charset="utf-8"><style>
body{margin:0;background:#fff}
pre{margin:0;display:inline-block;box-sizing:content-box;width:${columns}ch;padding:20px 24px;border-radius:10px;background:#12161d;color:#e6e9ee;font:15px/1.5 "DejaVu Sans Mono",Menlo,Consolas,monospace;white-space:pre}
</style><pre>${ansiToHtml(text)}</pre>`;
}
