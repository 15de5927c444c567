import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ, as every Linux that Node runs on tells it in /proc

/** Processes whose time is told apart. */
export const parties = ['worker', 'trainer', 'temporal', 's3'] as const;
export type Party = (typeof parties)[number];

/** Seconds of processor, user and system, of all threads. */
export type CpuShares = Record<Party, number>;

export interface CpuSample {
  /** Milliseconds since 1970. */
  at: number;
  /** Since each process began. */
  seconds: CpuShares;
}

/** The trainer is the worker's child, and found by that. */
export type PartyPids = Record<Exclude<Party, 'trainer'>, number>;

export function totalSeconds(shares: CpuShares): number {
  return parties.reduce((sum, party) => sum + shares[party], 0);
}

/** Samples every `everyMs` until stopped; the first and the last sample are taken at the very ends. */
export function watchCpu(pids: () => PartyPids, everyMs = 50): { stop(): CpuSample[] } {
  let trainer: number | null = null;
  const sample = (): CpuSample => {
    const { worker, temporal, s3 } = pids();
    trainer ??= childOf(worker);
    const seconds = {
      worker: cpuSeconds(worker),
      trainer: trainer === null ? 0 : cpuSeconds(trainer),
      temporal: cpuSeconds(temporal),
      s3: cpuSeconds(s3),
    };
    return { at: Date.now(), seconds };
  };
  const samples = [sample()];
  const timer = setInterval(() => samples.push(sample()), everyMs);
  return {
    stop: () => {
      clearInterval(timer);
      samples.push(sample());
      return samples;
    },
  };
}

/** @throws Error when the process is gone. */
export function cpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function childOf(parent: number): number | null {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.find((pid) => parentOf(pid) === parent) ?? null;
}

function parentOf(pid: number): number | null {
  try {
    return Number(statFields(pid)[1]);
  } catch {
    return null; // ended meanwhile
  }
}

/** Fields of /proc/PID/stat from the state on; the name before it may hold spaces and brackets. */
function statFields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}
