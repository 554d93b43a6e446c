import { Readable, Writable } from 'node:stream';
import type { CdrOperations } from '../../../src/app/cdr-operations.ts';
import type { Operations, StoreOperations } from '../../../src/app/operations.ts';
import type { RecordingOperations } from '../../../src/app/recordings/recording-operations.ts';
import type { Environment, Opened } from '../../../src/cli/environment.ts';
import { runCli } from '../../../src/cli/run-cli.ts';
import type { OutputStream, Terminal } from '../../../src/cli/terminal.ts';
import { memoryAccess } from './memory-access.ts';
import { type MemoryEvents, memoryEvents } from './memory-events.ts';
import { memoryOperations, type TestOperations } from './memory-operations.ts';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine extends TestOperations {
  readonly environment: Environment;
  readonly events: MemoryEvents;
  /** Every configuration path that was used. */
  readonly configPaths: string[];
  run(words: readonly string[], terminal?: TerminalOptions): Promise<CommandResult>;
}

export interface TerminalOptions {
  readonly stdin?: string | Buffer;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Record<string, string>;
  readonly interruption?: AbortSignal;
  readonly onOutput?: (text: string) => void;
}

/** The command line in this process, over operations in memory. With `daemon: false` only the store is there. */
export function commandLine(options: { daemon?: boolean } & Partial<Environment> = {}): CommandLine {
  const { daemon = true, ...own } = options;
  const test = memoryOperations();
  const configPaths: string[] = [];
  const access = memoryAccess();
  const events = memoryEvents();
  const environment: Environment = {
    version: '0.1.0',
    serve: async (path) => {
      configPaths.push(path);
      return 0;
    },
    initialise: async (directory) => ({
      written: [`${directory}/axbridge.yaml`, `${directory}/axbridge.key`],
    }),
    connectDaemon: async (path) => {
      configPaths.push(path);
      return daemon ? opened(test.operations) : null;
    },
    openStore: async () => opened<StoreOperations & CdrOperations & RecordingOperations>(test.operations),
    rotateKeyOffline: async () => ({ bindings: 5 }),
    openAccess: async () => Object.assign(access, { close: async () => undefined }),
    openEvents: async () => Object.assign(events.local, { close: async () => undefined }),
    planPool: (request, onProgress) => test.planner.plan(request, onProgress),
    backUp: async (_request, onPages) => {
      onPages(1, 2);
      return {
        takenAt: '2026-01-31T08:00:00.000Z',
        files: [{ name: 'axbridge.db', bytes: 4096, sha256: '00' }],
      };
    },
    restore: async ({ checkOnly }) => ({
      takenAt: '2026-01-31T08:00:00.000Z',
      restored: checkOnly ? [] : ['/data/axbridge.db'],
      setAside: checkOnly ? [] : ['/data/axbridge.db.before-20260131T080000000Z'],
    }),
    writeFreeswitchConf: async () => ({
      files: ['a.xml', 'b.xml'],
      setAside: null,
      warnings: ['odd\u001b[2J'],
    }),
    leakTest: async () => {
      throw new Error('a test that plays calls gives its own');
    },
    diagnosis: async () => ({ checks: [], close: async () => undefined }),
    ...own,
  };
  const run = (words: readonly string[], terminal: TerminalOptions = {}) =>
    runWords(words, environment, terminal);
  return { ...test, events, environment, configPaths, run };
}

async function runWords(
  words: readonly string[],
  environment: Environment,
  options: TerminalOptions,
): Promise<CommandResult> {
  const stdout = sink(options);
  const stderr = sink(options);
  const terminal: Terminal = {
    stdin: Readable.from(options.stdin === undefined ? [] : [Buffer.from(options.stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: options.env ?? {},
    interruption: () => options.interruption ?? new AbortController().signal,
  };
  const code = await runCli(words, environment, terminal);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function sink({ isTTY = false, columns = 100, onOutput }: TerminalOptions): {
  stream: OutputStream;
  text: () => string;
} {
  let text = '';
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      onOutput?.(text);
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY, columns }), text: () => text };
}

function opened<Thing extends StoreOperations | Operations>(operations: Thing): Opened<Thing> {
  return { ...operations, close: async () => undefined };
}
