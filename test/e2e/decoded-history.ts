/** An exported history with its payloads, which the export holds in base64, as the text that they are; one value a line. */
export function decodedHistory(exported: string): string {
  const lines: string[] = [];
  const visit = (value: unknown, name: string): void => {
    if (typeof value === 'string') lines.push(`${name}: ${name === 'data' ? Buffer.from(value, 'base64').toString('utf8') : value}`);
    else if (Array.isArray(value)) for (const item of value) visit(item, name);
    else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) visit(item, key);
  };
  visit(JSON.parse(exported), 'history');
  return lines.join('\n');
}
