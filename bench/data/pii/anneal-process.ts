/** Answers {file, entities} with {spans by text, seconds of processor time, peakMib}, line by line, until its input ends. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { PiiEntity } from '../../../src/contracts/pii-spec.ts';
import { createPiiFinder } from '../../../src/data/pii/find-pii.ts';

const Request = z.strictObject({ file: z.string(), entities: z.array(PiiEntity) });

console.log(`node ${process.version}`);
for await (const line of createInterface({ input: process.stdin })) {
  const { file, entities } = Request.parse(JSON.parse(line));
  const texts = z.array(z.string()).parse(JSON.parse(readFileSync(file, 'utf8')));
  const find = createPiiFinder({ entities, threshold: 0.4 });
  const begun = process.cpuUsage();
  const found = texts.map(find);
  const { user, system } = process.cpuUsage(begun);
  const spans = found.map((all) => all.map(({ entity, start, end, score }) => ({ entity, start, end, score })));
  console.log(JSON.stringify({ spans, seconds: (user + system) / 1e6, peakMib: process.resourceUsage().maxRSS / 1024 }));
}
