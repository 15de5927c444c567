const longest = 80;

/** A summary for the timeline, on one line of at most 80 characters: a long name or address loses its middle, not its end. */
export function summaryText(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= longest) return line;
  const end = Math.floor(longest * 0.4);
  return `${line.slice(0, longest - end - 1)}…${line.slice(-end)}`;
}
