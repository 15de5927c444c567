/** Answers {metric, file} with {score, seconds of processor time, peakMib}, line by line, until its input ends. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { readMetrics } from '../../src/evaluation/score-file/metric-name.ts';
import { comparedValue } from '../../src/evaluation/text-metrics/text-metric.ts';

const Request = z.strictObject({ metric: z.string(), file: z.string() });
const Pair = z.tuple([z.string(), z.string()]);

console.log(`node ${process.version}`);
for await (const line of createInterface({ input: process.stdin })) {
  const { metric, file } = Request.parse(JSON.parse(line));
  const pairs = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => Pair.parse(JSON.parse(text)));
  const lacking = { label: null, group: null, probability: null, fields: {} };
  const rows = pairs.map(([prediction, reference], index) => ({ id: String(index), prediction, references: [reference], ...lacking }));
  const begun = process.cpuUsage();
  const { corpus } = readMetrics(metric)[0]!.metric.measure(rows);
  const { user, system } = process.cpuUsage(begun);
  const seconds = (user + system) / 1e6;
  console.log(JSON.stringify({ score: comparedValue(corpus!), seconds, peakMib: process.resourceUsage().maxRSS / 1024 }));
}
