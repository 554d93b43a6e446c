import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAccess } from '../../src/composition/access.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import { DaemonUnderTest } from '../support/daemon.ts';
import { type Behaviour, EventReceiver, isSignedBy } from '../support/event-receiver.ts';
import { freePort } from '../support/free-port.ts';
import { StreamReader } from '../support/stream-reader.ts';

const PATIENT = { timeout: 60_000, interval: 50 };
const FAILURES: readonly Behaviour[] = ['fail', 'cut', 'cut-mid-answer'];
const ROUNDS = 3;
const PAIRS = 8;

/** No switch is needed: bindings have events, too. */
describe('events of a daemon that is killed again and again', () => {
  let daemon: DaemonUnderTest;
  let receiver: EventReceiver;
  let hanging: EventReceiver;
  let url: string;
  let key: string;
  let files: string;

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    receiver = await EventReceiver.open();
    hanging = await EventReceiver.open();
    hanging.behaves = () => 'stall';
    const eventSocket = { host: '127.0.0.1', port: await freePort(), password: 'none listens' };
    daemon = await DaemonUnderTest.create({ eventSocket });
    files = join(daemon.directory, 'events');
    await daemon.configure({
      eventSocket,
      settings: {
        http: { port },
        webhooks: {
          allowPrivateAddresses: true,
          allowPlainHttp: true,
          eventFirstRetryMilliseconds: 10,
        },
        events: { file: { directory: files } },
      },
    });
    await launch();
    const access = await openAccess(loadSettings(daemon.configFile, {}));
    const scopes = ['read', 'bind', 'admin'] as const;
    const by = { name: 'local', request: null };
    const rateLimit = { perSecond: 100_000, burst: 100_000 };
    key = (await access.desk.createApiKey(by, 'default', { label: 'test', scopes, rateLimit })).key;
    await access.close();
    await ask('POST', '/v1/pools', { pool: 'main' });
    await ask('POST', '/v1/pools/main/numbers', { first: '+8617000000001', last: '+8617000000099' });
  });

  afterAll(async () => {
    await daemon[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
    await hanging[Symbol.asyncDispose]();
  });

  async function launch(): Promise<void> {
    const from = daemon.log.length;
    daemon.launch();
    await daemon.line(({ msg }) => msg === 'HTTP API is up', from);
  }

  async function ask(method: string, path: string, body?: object) {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(response.status, `${method} ${path}`).toBeLessThan(300);
    return response.status === 204 ? null : JSON.parse(await response.text());
  }

  /** Each binding is made, renewed and released. */
  async function liveAndDie(round: number): Promise<void> {
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const [a, b] = [1, 2].map((side) => `+86138001${side}${round}0${String(pair).padStart(2, '0')}`);
      const { id } = await ask('POST', '/v1/bindings', { a, b });
      await ask('POST', '/v1/bindings', { a, b });
      await ask('DELETE', `/v1/bindings/${id}`);
    }
  }

  const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place + 1);

  async function numbersInFiles(): Promise<readonly number[]> {
    const names = (await readdir(join(files, 'default'))).toSorted();
    const texts = await Promise.all(names.map((name) => readFile(join(files, 'default', name), 'utf8')));
    const lines = texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
    return lines.map((line) => JSON.parse(line).number);
  }

  it('reach a receiver that fails half of its requests, the reader of a stream, and the files: none is missing', async () => {
    const random = fc.sample(fc.tuple(fc.boolean(), fc.constantFrom(...FAILURES)), {
      seed: 7,
      numRuns: 5_000,
    });
    receiver.behaves = () => {
      const [fails, how] = random.pop() ?? [false, 'fail'];
      return fails ? how : 'accept';
    };
    const { id, secret } = await ask('POST', '/v1/event-endpoints', { url: receiver.url });
    await ask('POST', '/v1/event-endpoints', { url: hanging.url });
    const secrets = [secret];
    const streamed: number[] = [];
    let lastId = '0';
    for (let round = 1; round <= ROUNDS; round += 1) {
      const reader = await StreamReader.open(`${url}/v1/events`, key, { 'last-event-id': lastId });
      await liveAndDie(round);
      if (round === 2) secrets.push((await ask('POST', `/v1/event-endpoints/${id}/secret:rotate`)).secret);
      await daemon.kill('SIGKILL');
      await vi.waitFor(() => expect(reader.ended).toBe(true), PATIENT);
      streamed.push(...reader.numbers);
      lastId = reader.lastId === '' ? lastId : reader.lastId;
      await launch();
    }
    const count = ROUNDS * PAIRS * 3;
    expect((await ask('GET', '/v1/events?limit=1000')).upTo).toBe(count);
    await vi.waitFor(() => expect(new Set(receiver.numbers).size).toBe(count), PATIENT);
    expect([...new Set(receiver.numbers)].toSorted((one, other) => one - other)).toEqual(upTo(count));
    const rest = await StreamReader.open(`${url}/v1/events`, key, { 'last-event-id': lastId });
    await vi.waitFor(() => expect([...streamed, ...rest.numbers]).toEqual(upTo(count)), PATIENT);
    rest.close();
    await vi.waitFor(async () => expect(await numbersInFiles()).toEqual(upTo(count)), PATIENT);
    for (const delivery of receiver.deliveries)
      expect(secrets.some((one) => isSignedBy(one, delivery))).toBe(true);
    expect(isSignedBy(secrets[1], receiver.deliveries.at(-1) ?? expect.fail())).toBe(true);
    expect(isSignedBy(secrets[0], receiver.deliveries.at(-1) ?? expect.fail())).toBe(true);
    expect(hanging.accepted).toEqual([]);
  });

  it('are in order within a binding, masked, and once more by a command', async () => {
    const seen = new Map<number, string[]>();
    for (const event of new Map(receiver.accepted.map((one) => [one.number, one])).values()) {
      const { binding, type } = event as typeof event & { binding: number };
      seen.set(binding, [...(seen.get(binding) ?? []), type]);
    }
    expect(seen.size).toBe(ROUNDS * PAIRS);
    for (const types of seen.values())
      expect(types).toEqual(['binding.created', 'binding.updated', 'binding.released']);
    expect(JSON.stringify(receiver.accepted)).not.toMatch(/138001[12]\d0\d\d/);
    receiver.behaves = () => 'accept';
    // What it accepted without an answer comes again, a while after the others.
    await vi.waitFor(async () => expect((await endpoints())[0]).toMatchObject({ waiting: 0 }), PATIENT);
    receiver.accepted.length = 0;
    const [own, other] = await endpoints();
    expect([own, other]).toMatchObject([{ url: receiver.url }, { url: hanging.url, enabled: true }]);
    const last = ROUNDS * PAIRS * 3;
    await daemon.ask('event-endpoint', 'replay', own.id, '--after', String(last - 3));
    await vi.waitFor(
      () => expect(new Set(receiver.numbers)).toEqual(new Set([last - 2, last - 1, last])),
      PATIENT,
    );
  });

  async function endpoints() {
    const { stdout } = await daemon.cli('--json', 'event-endpoint', 'list');
    return stdout.split('\n').map((line) => (line === '' ? null : JSON.parse(line)));
  }

  it('stop with the daemon without a fault, though one endpoint hangs', async () => {
    expect(await daemon.kill('SIGTERM')).toBe(0);
    expect(daemon.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
