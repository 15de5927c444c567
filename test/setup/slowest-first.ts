import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, longest first; two workers are done soonest when none of these begins last. */
const slow = ['kills', 'progressive-run', 'cli', 'controls', 'checkpoints', 'bad-input'];

/** Tests with real servers first, the slowest of them before all. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files); // oxlint-disable-line unicorn/no-array-sort -- the method's name
    return usual.toSorted((a, b) => rank(a.moduleId) - rank(b.moduleId));
  }
}

function rank(path: string): number {
  if (!path.includes('/test/e2e/')) return slow.length + 1;
  const name = path.split('/').at(-1)!.split('.')[0]!;
  return slow.includes(name) ? slow.indexOf(name) : slow.length;
}
