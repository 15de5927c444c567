/** Every ASCII letter thirteen places on; its own inverse. */
export function rot13(text: string): string {
  return text.replaceAll(/[a-z]/giu, (letter) => {
    const code = letter.charCodeAt(0);
    const start = code < 97 ? 65 : 97;
    return String.fromCharCode(start + ((code - start + 13) % 26));
  });
}

/** What stands in base64 in a text: every run of at least 12 of its signs that decodes, joined by spaces. */
export function decodedBase64(text: string): string {
  const runs = text.match(/[A-Za-z0-9+/]{12,}={0,2}/gu) ?? [];
  return runs.map(decoded).join(' ');
}

/** Bytes as Latin letters; '' where it is no base64. A run may have swallowed up to three signs before its start. */
function decoded(run: string): string {
  const signs = run.replaceAll('=', '');
  return [0, 1, 2, 3].map((skipped) => atob(wholeQuads(signs.slice(skipped)))).join(' ');
}

function wholeQuads(signs: string): string {
  return signs.length % 4 === 1 ? signs.slice(0, -1) : signs;
}
