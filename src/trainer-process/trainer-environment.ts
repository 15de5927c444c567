/** Variables that a trainer may see: how to find programs, how text is encoded, which devices there are. */
const allowed = new Set(['PATH', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SYSTEMROOT']);
const allowedPrefixes = ['CUDA_', 'NVIDIA_', 'HIP_', 'ROCR_'];

/**
 * The whole environment of a trainer. A whitelist, so that a credential of the worker cannot reach code that loads
 * models, whatever it is called; and offline, so that nothing is fetched behind the plan's back.
 */
export function trainerEnvironment(
  worker: Readonly<Record<string, string | undefined>>,
  { home, threads }: { home: string; threads: number },
): Record<string, string> {
  const passed = Object.entries(worker).filter(
    ([name, value]) => value !== undefined && (allowed.has(name) || allowedPrefixes.some((prefix) => name.startsWith(prefix))),
  );
  return {
    LANG: 'C.UTF-8',
    ...(Object.fromEntries(passed) as Record<string, string>),
    HOME: home,
    TMPDIR: home,
    HF_HUB_OFFLINE: '1',
    TRANSFORMERS_OFFLINE: '1',
    HF_DATASETS_OFFLINE: '1',
    TOKENIZERS_PARALLELISM: 'false',
    OMP_NUM_THREADS: String(threads),
    PYTHONHASHSEED: '0', // sets are written in one order, so that equal adapters have equal files
    PYTHONUNBUFFERED: '1',
  };
}
