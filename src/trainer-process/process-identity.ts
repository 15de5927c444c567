import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A process that can be told from a later one that was given the same pid. */
export const ProcessIdentity = z.strictObject({
  pid: z.int().positive(),
  startedAt: z.string().min(1).describe('opaque; the same for as long as the process lives'),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** Who a living process is; null when no process has this pid, or only a zombie (which holds nothing any more). */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const startedAt = process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/** Who we are. */
export function ownIdentity(): ProcessIdentity {
  const own = identifyProcess(process.pid);
  if (own === null) throw new Error(`cannot read the start time of process ${process.pid}: is /proc mounted, is ps installed?`);
  return own;
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** Boot id and field 22 (clock ticks since boot) of /proc/<pid>/stat. */
function startFromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // field 2, the name, may hold blanks and brackets
    const startTicks = rest[18];
    if (state === 'Z' || state === 'X' || startTicks === undefined) return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${startTicks}`;
  } catch {
    return null;
  }
}

function startFromPs(pid: number): string | null {
  try {
    const env = { LC_ALL: 'C', TZ: 'UTC' }; // the same text whatever the caller's locale is
    const [state = 'Z', ...start] = execFileSync('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', env })
      .trim()
      .split(/\s+/);
    return state.startsWith('Z') || start.length === 0 ? null : start.join(' ');
  } catch {
    return null;
  }
}
