/** Prepares the planted file named by the first argument in the folder named by the second, and prints what is left, peak memory and CPU time. */
import { prepareFiles } from '../../src/preparation/prepare-files.ts';
import { plantedWork, type PlantedOutcome } from './planted-files.ts';

const [name, folder] = process.argv.slice(2) as [string, string];
const { report, findings, parts } = await prepareFiles(plantedWork(name, folder));
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const outcome: PlantedOutcome = { counts: report.datasets[0]!.counts, findings, parts: parts.map(({ path }) => path) };
console.log(JSON.stringify({ ...outcome, peakMiB: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }));
