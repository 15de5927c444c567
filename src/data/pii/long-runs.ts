/** A stretch of a text without white space. */
export interface Run {
  start: number;
  text: string;
}

/** The stretches of at least `least` units without white space, to search for what has none: most text is shorter words. */
export function longRuns(text: string, least: number): Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    if (index < text.length && text.charCodeAt(index) > 32) continue;
    if (index - start >= least) runs.push({ start, text: text.slice(start, index) });
    start = index + 1;
  }
  return runs;
}
