import { createInterface } from 'node:readline/promises';
import { printable } from '../../../src/cli/output.ts';
import type { Anneal } from '../../../src/client/anneal.ts';

const example = 'Either party may end this Agreement by giving the other not less than forty-five (45) days’ written notice.';

/** Base and tuned model on a clause of the visitor's own; on a pipe, on one example. An empty line ends it. */
export async function letVisitorAsk(anneal: Anneal, run: string, interactive: boolean): Promise<void> {
  if (!interactive) return show(anneal, run, example);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    process.stdout.write(`\nTry it. For example: ${example}\n`);
    for (;;) {
      const clause = (await terminal.question('A clause (empty line to end): ')).trim();
      if (clause === '') return;
      await show(anneal, run, clause);
    }
  } finally {
    terminal.close();
  }
}

async function show(anneal: Anneal, run: string, clause: string): Promise<void> {
  process.stdout.write(`\n> ${clause}\n`);
  for (const { title, text, seconds } of await anneal.ask(run, clause, { compare: true }))
    process.stdout.write(`  ${title} (${seconds.toFixed(1)} s): ${printable(text.trim().split('\n')[0] ?? '')}\n`);
}
