import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { SwitchWorld } from './switch-world.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** One line of the daemon's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

export interface DaemonOptions {
  readonly eventSocket: SwitchWorld['eventSocket'];
  /** Merged over the settings of the harness, section by section. */
  readonly settings?: Readonly<Record<string, object>>;
  /** The program's entry, for Node, or a script that starts it; the sources' own entry unless told. */
  readonly program?: string;
}

/** What a command line did. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real program as child processes: a daemon, and the command line beside it, in a directory of their own. */
export class DaemonUnderTest implements AsyncDisposable {
  readonly directory: string;
  readonly configFile: string;
  readonly log: LogLine[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #program: string;
  #child: ChildProcess | null = null;
  /** Everything that the daemon wrote to standard output and standard error, all lives of it. */
  output = '';

  private constructor(directory: string, program: string) {
    this.directory = directory;
    this.#program = program;
    this.configFile = join(directory, 'axbridge.yaml');
  }

  /** Writes the configuration; starts nothing. */
  static async create(options: DaemonOptions): Promise<DaemonUnderTest> {
    const daemon = new DaemonUnderTest(
      await mkdtemp(join(tmpdir(), 'axbridge-daemon-')),
      options.program ?? MAIN,
    );
    await daemon.configure(options);
    return daemon;
  }

  async configure({ eventSocket, settings = {} }: DaemonOptions): Promise<void> {
    const carrier = { port: 5060, transport: 'udp', numberFormat: 'e164' };
    const base: Record<string, object> = {
      numberPlan: { country: 'CN' },
      freeswitch: [{ name: 'one', ...eventSocket }],
      gateways: [
        // All calls of the simulated switch come from 127.0.0.1.
        { name: 'east', host: '127.0.0.2', acceptFrom: ['127.0.0.2', '127.0.0.1'], ...carrier },
        { name: 'west', host: '127.0.0.3', ...carrier },
      ],
      // Several daemons run on one machine, and the API's port is one.
      http: { enabled: false },
      // And so is the spool.
      cdr: { spool: join(this.directory, 'cdr') },
      recordings: { spool: join(this.directory, 'recordings-spool'), minFreeBytes: 0 },
      log: { level: 'debug' },
      // Tests share a machine that is late with everything: what it cannot take is the subject of none of them.
      calls: { refuseOverload: false },
      ...settings,
    };
    const text = stringify({ dataDir: join(this.directory, 'data'), ...base });
    await writeFile(this.configFile, text, { mode: 0o600 });
  }

  /** Starts the daemon and waits until it takes orders. */
  async start(): Promise<void> {
    const from = this.log.length;
    this.launch();
    await this.line((line) => line.msg === 'switch link' && line['state'] === 'ready', from);
  }

  /** @param more variables of its environment */
  launch(more: NodeJS.ProcessEnv = {}): void {
    const child = spawn(...this.#command('serve'), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment(), ...more },
    });
    this.#child = child;
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.output += chunk;
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#take(line);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.output += chunk;
    });
    child.once('exit', () => this.#wake());
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves with the first log line for which the test holds, from the given one on. Rejects when the daemon ends without it. */
  line(holds: (line: LogLine) => boolean, from = 0): Promise<LogLine> {
    const { promise, resolve, reject } = Promise.withResolvers<LogLine>();
    const look = (): void => {
      const found = this.log.slice(from).find(holds);
      if (found === undefined && this.#child?.exitCode === null && this.#child.signalCode === null) return;
      this.#waiting.delete(look);
      if (found === undefined)
        reject(new Error(`the daemon ended without the line:\n${this.output.slice(-4_000)}`));
      else resolve(found);
    };
    this.#waiting.add(look);
    look();
    return promise;
  }

  /** Sends a signal and waits for the end. @returns the exit code, `null` when it died by the signal */
  async kill(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    child.kill(signal);
    await once(child, 'exit');
    return child.exitCode;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Resolves with the exit code when the daemon has ended by itself. */
  async exited(): Promise<number | null> {
    const child = this.#child;
    if (child !== null && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child?.exitCode ?? null;
  }

  /** Runs the command line with this configuration. */
  async cli(...words: readonly string[]): Promise<CliResult> {
    const child = spawn(...this.#command(...words), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    await once(child, 'close');
    return { code: child.exitCode, stdout, stderr };
  }

  /** As `cli`, with `--json`; throws when the command fails. @returns the first line of its output */
  async ask<Answer>(...words: readonly string[]): Promise<Answer> {
    const { code, stdout, stderr } = await this.cli('--json', ...words);
    if (code !== 0) throw new Error(`axbridge ${words.join(' ')}: exit code ${code}\n${stderr}`);
    return JSON.parse(stdout.split('\n')[0] ?? '') as Answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL');
    await rm(this.directory, { recursive: true, force: true });
  }

  #command(...words: readonly string[]): readonly [program: string, words: readonly string[]] {
    const said = ['-c', this.configFile, ...words];
    return /\.[jt]s$/.test(this.#program)
      ? [process.execPath, [this.#program, ...said]]
      : [this.#program, said];
  }

  #take(line: string): void {
    if (!line.startsWith('{')) return;
    this.log.push(JSON.parse(line) as LogLine);
    this.#wake();
  }

  #wake(): void {
    for (const look of this.#waiting) look();
  }
}

/** Ours without what is meant for the harness, or for another axbridge on this machine. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AXBRIDGE_')));
}
