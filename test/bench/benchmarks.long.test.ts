import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { checkoutFolder } from '../../src/dev/checkout.ts';

/** Minutes: the first run of bench:trainer installs the rivals. */
const timeout = 20 * 60_000;

it.each([
  ['bench:orchestration', ['wall-clock seconds', 'CPU seconds']],
  ['bench:trainer', ["TRL's SFTTrainer", String.raw`Transformers Trainer \+ PEFT`]],
  ['bench:s3', ['upload, 1 file', 'download, 1 file']],
])(
  '%s runs on tiny sizes and prints finite ratios under a line on the machine',
  (script, lines) => {
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script, '--', '--quick'], {
      cwd: checkoutFolder,
      encoding: 'utf8',
    });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
    expect(stdout).toMatch(/^machine: cpu .+, cores \d+/m);
    for (const line of lines) {
      expect(stdout).toMatch(new RegExp(`^${line}.* \\d+\\.\\d+ \\(\\d+\\.\\d+–\\d+\\.\\d+\\)$`, 'm'));
    }
  },
  timeout,
);

it(
  'bench:forgetting runs on tiny sizes and prints intervals for each seed and for all',
  () => {
    const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'bench:forgetting', '--', '--quick'], {
      cwd: checkoutFolder,
      encoding: 'utf8',
    });
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toMatchObject({ status: 0 });
    for (const name of ['1', 'all'])
      expect(stdout).toMatch(new RegExp(`^${name} .* -?\\d+\\.\\d % \\(-?\\d+\\.\\d % to -?\\d+\\.\\d %\\) .*$`, 'm'));
  },
  timeout,
);
