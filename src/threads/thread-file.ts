/**
 * The file of a thread's module: compiled code lies beside compiled code, source beside source.
 * @param importMetaUrl `import.meta.url` of the module that starts the thread
 * @param module the thread's module from there, without an extension
 */
export function threadFile(importMetaUrl: string, module: `./${string}` | `../${string}`): URL {
  return new URL(`${module}${importMetaUrl.endsWith('.ts') ? '.ts' : '.js'}`, importMetaUrl);
}
