/**
 * Records what a real FreeSWITCH sends over its event socket, byte for byte, for test/esl/traces. Starts nothing: give it a switch
 * with mod_event_socket, mod_commands, mod_dptools, mod_loopback and a context `pnum` that parks every number.
 *
 *   node scripts/record-trace.ts HOST PORT PASSWORD DIRECTORY [--scenario NAME ...]
 *
 * Names and addresses of the recording machine are overwritten with as many `x`, so that every length stays true.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** One entry of manifest.json. */
interface TraceRecord {
  readonly file: string;
  readonly bytes: number;
  /** What was sent to cause it, the password replaced; bytes that are not UTF-8 are lost here. */
  readonly sent: readonly string[];
  readonly switchVersion: string;
  readonly recordedOn: string;
}

const WAIT_MS = 30_000;
const LEG = 'aaaaaaaa-0000-4000-8000-000000000001';
const JOB = 'bbbbbbbb-0000-4000-8000-000000000001';
const CHANNEL_EVENTS =
  'CHANNEL_STATE CHANNEL_CREATE CHANNEL_PARK CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER CHANNEL_BRIDGE ' +
  'CHANNEL_EXECUTE_COMPLETE CHANNEL_HANGUP CHANNEL_HANGUP_COMPLETE CHANNEL_DESTROY BACKGROUND_JOB';

/** A connection whose every received byte is kept. */
class Tap {
  readonly #socket: Socket;
  readonly #chunks: Buffer[] = [];
  readonly sent: string[] = [];
  #seen = 0;
  #wake: () => void = () => {};
  #ended = false;

  constructor(host: string, port: number) {
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    this.#socket.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
    this.#socket.on('error', () => {});
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Sends a command and waits for `answer`, a text that must come after all that was waited for before. */
  async ask(command: string | Buffer, answer: string): Promise<void> {
    this.sent.push(command.toString('utf8').replace(/^auth .*/, 'auth PASSWORD'));
    this.#socket.write(Buffer.concat([Buffer.from(command), Buffer.from('\n\n')]));
    await this.wait(answer);
  }

  async wait(text: string): Promise<void> {
    const deadline = setTimeout(
      () => this.#socket.destroy(new Error(`no ${text} in ${WAIT_MS} ms`)),
      WAIT_MS,
    );
    for (;;) {
      const at = this.bytes.indexOf(text, this.#seen);
      if (at !== -1) {
        this.#seen = at + text.length;
        break;
      }
      if (this.#ended) throw new Error(`the switch closed before: ${text}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    clearTimeout(deadline);
  }

  async end(): Promise<void> {
    while (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

type Scenario = (tap: Tap, password: string) => Promise<void>;

async function logIn(tap: Tap, password: string): Promise<void> {
  await tap.wait('auth/request\n\n');
  await tap.ask(`auth ${password}`, '+OK accepted\n\n');
}

async function originate(tap: Tap): Promise<void> {
  const variables = `origination_uuid=${LEG},origination_caller_id_number=+8613800138001`;
  await tap.ask(
    `bgapi originate {${variables}}loopback/+8617000000001/pnum &park()\nJob-UUID: ${JOB}`,
    `Job-UUID: ${JOB}\n\n`,
  );
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  /** A wrong password: the refusal and the notice behind it. */
  async refused(tap) {
    await tap.wait('auth/request\n\n');
    await tap.ask('auth wrong', '-ERR invalid\n\n');
  },
  /** Every kind of reply, line feeds between commands, the end. */
  async replies(tap, password) {
    await logIn(tap, password);
    await tap.ask('event plain NO_SUCH_EVENT', 'no keywords supplied\n\n');
    await tap.ask('event plain BACKGROUND_JOB', 'enabled plain\n\n');
    await tap.ask('\n\n\napi status', 'Stack Size');
    await tap.ask('api nosuch', 'not found!');
    await tap.ask('api uuid_setvar', '-USAGE');
    await tap.ask(`api uuid_exists ${LEG}`, 'false');
    await tap.ask(`bgapi uuid_exists ${LEG}\nJob-UUID: ${JOB}`, '\n\nfalse');
    await tap.ask(`sendmsg ${LEG}\ncall-command: xferext\napplication: answer`, 'invalid session id');
    await tap.ask('filter Unique-ID none', 'filter added');
    await tap.ask('noop', 'command not found');
    await tap.ask('exit', '+OK bye');
  },
  /** A call from origination to the end of both legs, with a variable that a hostile User-Agent could have set. */
  async call(tap, password) {
    await logIn(tap, password);
    await tap.ask(`event plain ${CHANNEL_EVENTS}`, 'enabled plain\n\n');
    await originate(tap);
    await tap.wait('Event-Name: CHANNEL_PARK');
    const hostile = Buffer.from([0xed, 0xa0, 0xbd, 0x25, 0x7a, 0x7a]); // half an emoji, then %zz
    await tap.ask(
      Buffer.concat([Buffer.from(`api uuid_setvar ${LEG} agent a: b %41 😀 `), hostile]),
      '+OK\n',
    );
    await tap.ask(`api uuid_dump ${LEG} json`, '"Event-Name"');
    await tap.ask('api show channels as json', '"row_count"');
    await tap.ask(
      `sendmsg ${LEG}\ncall-command: xferext\napplication: set axb=1\napplication: hangup USER_BUSY`,
      '+OK\n\n',
    );
    await tap.wait('Event-Name: CHANNEL_DESTROY');
    await tap.wait('Event-Name: CHANNEL_DESTROY');
    await tap.ask('exit', '+OK bye');
  },
  /** The same kind of call with JSON events. */
  async json(tap, password) {
    await logIn(tap, password);
    await tap.ask('event json CHANNEL_PARK CHANNEL_HANGUP_COMPLETE BACKGROUND_JOB', 'enabled json\n\n');
    await originate(tap);
    await tap.wait('"CHANNEL_PARK"');
    await tap.ask(`api uuid_kill ${LEG}`, '+OK\n');
    await tap.wait('"CHANNEL_HANGUP_COMPLETE"');
    await tap.wait('"CHANNEL_HANGUP_COMPLETE"');
    await tap.ask('exit', '+OK bye');
  },
  /** One beat of an idle switch; takes as long as its interval. */
  async heartbeat(tap, password) {
    await logIn(tap, password);
    await tap.ask('event plain HEARTBEAT', 'enabled plain\n\n');
    await tap.wait('Event-Name: HEARTBEAT');
    await tap.ask('exit', '+OK bye');
  },
  /** Needs a switch whose `apply-inbound-acl` refuses this address; not among the defaults. */
  async rejected(tap) {
    await tap.wait('go away.\n');
  },
};

/** Overwrites what names the recording machine, in plain and in JSON form. */
function scrub(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const own = /((?:FreeSWITCH-(?:Hostname|IPv4|IPv6)|hostname)(?:: |":\s*"))([^\n"]*)/gi;
  return Buffer.from(
    text.replace(own, (_, name: string, value: string) => name + 'x'.repeat(value.length)),
    'latin1',
  );
}

async function versionOf(host: string, port: number, password: string): Promise<string> {
  const tap = new Tap(host, port);
  await logIn(tap, password);
  await tap.ask('api version', 'Content-Length');
  await tap.wait('64bit)');
  await tap.ask('exit', '+OK bye');
  await tap.end();
  return /FreeSWITCH Version (\S+)/.exec(tap.bytes.toString('latin1'))?.[1] ?? 'unknown';
}

async function record(name: string, host: string, port: number, password: string): Promise<Tap> {
  const scenario = SCENARIOS[name];
  if (scenario === undefined)
    throw new Error(`no scenario ${name}; there are ${Object.keys(SCENARIOS).join(', ')}`);
  const tap = new Tap(host, port);
  await scenario(tap, password);
  await tap.end();
  return tap;
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { scenario: { type: 'string', multiple: true } },
  });
  const [host, port, password, directory] = positionals;
  if (host === undefined || port === undefined || password === undefined || directory === undefined) {
    throw new Error('usage: record-trace.ts HOST PORT PASSWORD DIRECTORY [--scenario NAME ...]');
  }
  mkdirSync(directory, { recursive: true });
  const manifestFile = join(directory, 'manifest.json');
  const manifest = new Map<string, TraceRecord>(
    existsSync(manifestFile) ? Object.entries(JSON.parse(readFileSync(manifestFile, 'utf8'))) : [],
  );
  const names = values.scenario ?? Object.keys(SCENARIOS).filter((name) => name !== 'rejected');
  // A switch that refuses us does not tell its version; it is taken to be the one of the other traces.
  const switchVersion = names.includes('rejected')
    ? ([...manifest.values()][0]?.switchVersion ?? 'unknown')
    : await versionOf(host, Number(port), password);
  for (const name of names) {
    const tap = await record(name, host, Number(port), password);
    const bytes = scrub(tap.bytes);
    const recordedOn = new Date().toISOString().slice(0, 10);
    writeFileSync(join(directory, `${name}.bin`), bytes);
    manifest.set(name, {
      file: `${name}.bin`,
      bytes: bytes.length,
      sent: tap.sent,
      switchVersion,
      recordedOn,
    });
    console.log(`${name}: ${bytes.length} bytes`);
  }
  writeFileSync(manifestFile, `${JSON.stringify(Object.fromEntries(manifest), null, 2)}\n`);
}

await main();
