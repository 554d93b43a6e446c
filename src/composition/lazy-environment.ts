import type { Environment } from '../cli/environment.ts';

/** Loads store, switch and settings when a command needs them: help and completion, which runs at every Tab, do not. */
export function lazyEnvironment(version: string): Environment {
  const load = async (): Promise<Environment> => (await import('./environment.ts')).environment(version);
  return {
    version,
    // What a daemon never uses stays on disk for as long as it runs.
    serve: async (configPath) => (await import('./serve.ts')).serve(configPath, version),
    initialise: async (directory, dataDir) => (await load()).initialise(directory, dataDir),
    connectDaemon: async (configPath) => (await load()).connectDaemon(configPath),
    openStore: async (configPath) => (await load()).openStore(configPath),
    rotateKeyOffline: async (configPath) => (await load()).rotateKeyOffline(configPath),
    openAccess: async (configPath) => (await load()).openAccess(configPath),
    openEvents: async (configPath) => (await load()).openEvents(configPath),
    planPool: async (request, onProgress) => (await load()).planPool(request, onProgress),
    backUp: async (request, onPages) => (await load()).backUp(request, onPages),
    restore: async (request) => (await load()).restore(request),
    writeFreeswitchConf: async (request) => (await load()).writeFreeswitchConf(request),
    diagnosis: async (configPath, deep) => (await load()).diagnosis(configPath, deep),
    leakTest: async (request, onProgress) => (await load()).leakTest(request, onProgress),
  };
}
