import { Worker } from 'node:worker_threads';

/**
 * Starts a thread from a module of this directory, beside the sources (`.ts`) as well as compiled (`.js`).
 * @param name of the module, without its ending
 */
export function startThread(name: string, workerData: unknown): Worker {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./${name}.${ending}`, import.meta.url), { workerData });
}
