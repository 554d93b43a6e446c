import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, openSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FreeswitchConfInput, SwitchLogLevel } from '../../src/adapters/freeswitch-conf/conf-input.ts';
import { writeFreeswitchConf } from '../../src/adapters/freeswitch-conf/write-freeswitch-conf.ts';
import type { Gateway } from '../../src/domain/gateway/gateway.ts';
import { eventSocketCommand } from './event-socket-command.ts';
import { findFreeswitch, findProgram, modulesOf } from './find-program.ts';
import { freePort } from './free-port.ts';

const BOOT_LIMIT_MS = 60_000;
/** Room for about 500 legs. */
const RTP_PORTS = 2_000;
const PROFILE_RUNS = /^\s*axbridge\s+profile\s.*RUNNING/m;

export interface FreeswitchOptions {
  readonly gateways?: readonly Gateway[];
  /** Where SIP and media listen; 127.0.0.1 unless told. */
  readonly sipIp?: string;
  /** A free one unless told; so are `eslPort` and the password. */
  readonly sipPort?: number;
  readonly eslPort?: number;
  readonly password?: string;
  readonly rtpPorts?: { readonly first: number; readonly last: number };
  readonly gatewayPingSeconds?: number | null;
  readonly planLookup?: FreeswitchConfInput['planLookup'];
  readonly tls?: FreeswitchConfInput['tls'];
  readonly soundsDirectory?: string | null;
  /** `FREESWITCH_LOG_LEVEL` in the environment, else `err`. */
  readonly logLevel?: SwitchLogLevel;
  /** Changes the written configuration before FreeSWITCH starts: for tests that need its protections off. */
  readonly alterConf?: (confDirectory: string) => Promise<void>;
}

/** One real FreeSWITCH with a configuration of its own, in a directory of its own (on a tmpfs where there is one). */
export interface FreeswitchProcess extends AsyncDisposable {
  readonly sipIp: string;
  readonly sipPort: number;
  readonly eslPort: number;
  readonly password: string;
  /** Changes with `restart`. */
  readonly pid: number;
  readonly directory: string;
  readonly confDirectory: string;
  readonly logFile: string;
  /** Where it leaves a file for each leg that has ended. */
  readonly cdrSpool: string;
  /** Answers as `fs_cli -x` does. */
  apiCommand(line: string): Promise<string>;
  /** Sends a signal and, where the process ends by it, waits until it has. */
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** Ends it at once (no BYE is sent, as in a crash) unless it has ended, starts it again on the same ports, waits until it serves. */
  restart(): Promise<void>;
  /** Ends it at once and removes its directory, unless `AXBRIDGE_KEEP` is set in the environment. May be called twice. */
  stop(): Promise<void>;
}

/** Another program has got a port between our looking for a free one and the start of FreeSWITCH: with others it works. */
const PORT_WAS_TAKEN = /Could not listen on/;

/**
 * Writes a configuration, starts FreeSWITCH with it, and resolves when it answers on the event socket and its SIP profile runs.
 * It dies with this process, however that ends.
 *
 * @throws Error with the end of FreeSWITCH's log when it does not come up.
 */
export async function startFreeswitch(options: FreeswitchOptions = {}): Promise<FreeswitchProcess> {
  try {
    return await startOnce(options);
  } catch (error) {
    if (!(error instanceof Error && PORT_WAS_TAKEN.test(error.message))) throw error;
    return startOnce(options);
  }
}

async function startOnce(options: FreeswitchOptions): Promise<FreeswitchProcess> {
  const program = findFreeswitch();
  if (program === null) throw new Error('no FreeSWITCH on this machine: set FREESWITCH to its binary');
  const directory = await mkdtemp(join(fastestDirectory(), 'axbridge-switch-'));
  const conf = await confInput(options, directory);
  const confDirectory = join(directory, 'conf');
  await writeFreeswitchConf(conf, confDirectory);
  await options.alterConf?.(confDirectory);
  for (const name of ['log', 'db', 'run', 'temp']) await mkdir(join(directory, name));
  const freeswitch = new RealFreeswitch(program, directory, conf);
  try {
    await freeswitch.boot();
    return freeswitch;
  } catch (error) {
    await freeswitch.stop();
    throw error;
  }
}

async function confInput(options: FreeswitchOptions, directory: string): Promise<FreeswitchConfInput> {
  const sipIp = options.sipIp ?? '127.0.0.1';
  const rtpFirst = 16_384 + RTP_PORTS * randomInt(0, 24);
  return {
    gateways: options.gateways ?? [],
    sip: {
      listenIp: sipIp,
      port: options.sipPort ?? (await freePort(sipIp)),
      externalIp: null,
      rtpPorts: options.rtpPorts ?? { first: rtpFirst, last: rtpFirst + RTP_PORTS - 2 },
    },
    tls: options.tls ?? null,
    eventSocket: {
      host: '127.0.0.1',
      port: options.eslPort ?? (await freePort()),
      password: options.password ?? randomBytes(18).toString('base64url'),
    },
    planLookup: options.planLookup ?? null,
    soundsDirectory: options.soundsDirectory ?? null,
    logLevel:
      options.logLevel ?? (process.env['FREESWITCH_LOG_LEVEL'] as SwitchLogLevel | undefined) ?? 'err',
    coreDatabase: join(directory, 'db', 'core.db'),
    cdrSpool: join(directory, 'cdr'),
    gatewayPingSeconds: options.gatewayPingSeconds ?? null,
  };
}

function fastestDirectory(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

class RealFreeswitch implements FreeswitchProcess {
  readonly sipIp: string;
  readonly sipPort: number;
  readonly eslPort: number;
  readonly password: string;
  readonly directory: string;
  readonly confDirectory: string;
  readonly logFile: string;
  readonly cdrSpool: string;
  readonly #program: string;
  #child: ChildProcess | null = null;
  readonly #onExit = (): void => {
    this.#child?.kill('SIGKILL');
    if (process.env['AXBRIDGE_KEEP'] === undefined) rmSync(this.directory, { recursive: true, force: true });
  };

  constructor(program: string, directory: string, conf: FreeswitchConfInput) {
    this.#program = program;
    this.directory = directory;
    this.confDirectory = join(directory, 'conf');
    this.logFile = join(directory, 'log', 'freeswitch.log');
    this.cdrSpool = conf.cdrSpool;
    this.sipIp = conf.sip.listenIp;
    this.sipPort = conf.sip.port;
    this.eslPort = conf.eventSocket.port;
    this.password = conf.eventSocket.password;
    process.once('exit', this.#onExit);
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('FreeSWITCH is not running');
    return pid;
  }

  apiCommand(line: string): Promise<string> {
    return eventSocketCommand({ port: this.eslPort, password: this.password }, line);
  }

  async boot(): Promise<void> {
    const output = openSync(join(this.directory, 'output'), 'a');
    const [command, ...args] = [...dieWithParent(), ...PRIVATE_FILES, this.#program, ...this.#arguments()];
    if (command === undefined) throw new Error('no command');
    const child = spawn(command, args, { stdio: ['ignore', output, output], cwd: this.directory });
    this.#child = child;
    const givenUpAt = performance.now() + BOOT_LIMIT_MS;
    while (!(await this.#serves())) {
      if (hasEnded(child)) throw new Error(`FreeSWITCH ended while starting:\n${await this.#lastWords()}`);
      if (performance.now() > givenUpAt)
        throw new Error(`FreeSWITCH does not start:\n${await this.#lastWords()}`);
      await sleep(20);
    }
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const child = this.#child;
    if (child === null || hasEnded(child)) return;
    child.kill(signal);
    if (signal === 'SIGKILL' || signal === 'SIGTERM') await once(child, 'exit');
  }

  async restart(): Promise<void> {
    await this.kill('SIGKILL');
    await this.boot();
  }

  async stop(): Promise<void> {
    process.removeListener('exit', this.#onExit);
    await this.kill('SIGKILL');
    if (process.env['AXBRIDGE_KEEP'] === undefined)
      await rm(this.directory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #arguments(): readonly string[] {
    const modules = modulesOf(this.#program);
    return [
      '-nf',
      '-nc',
      '-nonat',
      '-conf',
      this.confDirectory,
      // `temp` as docs/operations.md has it: answers to the dialplan's questions are files there for a moment.
      ...['log', 'db', 'run', 'temp'].flatMap((name) => [`-${name}`, join(this.directory, name)]),
      ...(modules === null ? [] : ['-mod', modules]),
    ];
  }

  async #serves(): Promise<boolean> {
    try {
      return PROFILE_RUNS.test(await this.apiCommand('sofia status'));
    } catch {
      return false;
    }
  }

  async #lastWords(): Promise<string> {
    const texts = await Promise.all(
      [join(this.directory, 'output'), this.logFile].map((path) => readFile(path, 'utf8').catch(() => '')),
    );
    return texts.join('\n').split('\n').slice(-40).join('\n');
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/** As every FreeSWITCH that serves axbridge must be started: its files are nobody else's. */
const PRIVATE_FILES: readonly string[] = ['/bin/sh', '-c', 'umask 077; exec "$@"', 'sh'];

/** The kernel then ends FreeSWITCH even when this process is ended by SIGKILL (util-linux; without it only `exit` does). */
function dieWithParent(): readonly string[] {
  const setpriv = findProgram('setpriv');
  return setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL', '--'];
}
