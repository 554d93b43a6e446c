import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

/**
 * Node translates TypeScript with a WebAssembly module, once more in each thread. V8 13.6 may free a wrapper of its imports twice when
 * threads end and start, which kills the process (nodejs/node#64500; `docs/decisions.md`, threads). Nothing is compiled, and
 * nothing freed, of a wrapper that is never called so often. Compiled threads use no WebAssembly, and need no such thing.
 */
const NO_COMPILED_WRAPPERS = '--wasm-wrapper-tiering-budget=1000000000';

/**
 * Starts a thread from a module, the source (`.ts`) where this is one, or else the compiled one (`.js`).
 * @param module without its ending, such as `new URL('./writer-thread', import.meta.url)`
 */
export function startThread(module: URL, workerData: unknown): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  if (isSource) setFlagsFromString(NO_COMPILED_WRAPPERS);
  return new Worker(new URL(`${module.href}.${isSource ? 'ts' : 'js'}`), { workerData });
}
