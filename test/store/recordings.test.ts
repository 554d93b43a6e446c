import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { MasterKey } from '../../src/adapters/sealing/master-key.ts';
import { FileOpener } from '../../src/adapters/sealing/sealed-file.ts';
import type { SqliteBindingStore } from '../../src/adapters/sqlite/sqlite-binding-store.ts';
import { RandomIdSource } from '../../src/adapters/system/random-id-source.ts';
import { SystemClock } from '../../src/adapters/system/system-clock.ts';
import { RecordingKeeper, type RecordingKeeperOptions } from '../../src/app/recordings/recording-keeper.ts';
import { RecordingRetention } from '../../src/app/recordings/recording-retention.ts';
import type { TenantId } from '../../src/domain/access/tenant.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { CallRecord } from '../../src/domain/cdr/call-record.ts';
import type { Recording, RecordingId } from '../../src/domain/recording/recording.ts';
import { bytesAndClose, useVaultBench, type VaultBench } from '../adapters/recordings/vault-bench.ts';
import { KeptLog } from '../app/switchboard.ts';
import { CALL, calledLeg, callerLeg, recordOf, uuid } from '../domain/cdr/given.ts';
import { recordingGiven, recordingName, wavFile } from '../domain/recording/given.ts';
import { useStoreBench } from './temporary-store.ts';

const DAY_MS = 86_400_000;
const FILES = 6;
const KEEPING_CHILD = fileURLToPath(new URL('./keeping-child.ts', import.meta.url));
const MINUTES = 60_000;

describe('the keeper of recordings', () => {
  const useStore = useStoreBench();
  const useVault = useVaultBench();

  async function bench(changes: Partial<RecordingKeeperOptions> = {}) {
    const [stores, vault] = [await useStore(), await useVault()];
    const store = await stores.open();
    const log = new KeptLog();
    const options: RecordingKeeperOptions = {
      store: store.recordings,
      vault: vault.vault,
      spool: vault.spool,
      cdrs: store.cdrs,
      ids: new RandomIdSource(),
      clock: new SystemClock(),
      log,
      watch: {
        kept: () => undefined,
        failed: () => undefined,
        dropped: () => undefined,
        waiting: () => undefined,
      },
      isLive: () => false,
      encoder: () => 'none',
      retentionMs: () => DAY_MS,
      ...changes,
    };
    return { ...vault, stores, store, log, options, keeper: new RecordingKeeper(options) };
  }

  async function settle(store: SqliteBindingStore, changes: Partial<CallRecord> = {}): Promise<CallRecord> {
    const record = { ...recordOf([callerLeg(), calledLeg()]), pool: 'acme/city', ...changes };
    await store.cdrs.settle([{ call: record.call, record, legs: [] }]);
    return record;
  }

  const all = (store: SqliteBindingStore): readonly Recording[] =>
    store.recordings.find({ limit: 100 }).map(({ recording }) => recording);

  async function soundOf(
    { vault }: Pick<VaultBench, 'vault'>,
    store: SqliteBindingStore,
    id: RecordingId,
  ): Promise<Buffer> {
    const [recording, key] = [store.recordings.recording(id), store.recordings.key(id)];
    if (recording === null || key === null) throw new Error('there is no such recording');
    const open = await vault.open(recording, key);
    return bytesAndClose(open, recording.bytes);
  }

  it('keeps what was said in a call when the call is over, for whom it belongs to, and empties the spool', async () => {
    const { keeper, lay, store, spool, ...rest } = await bench();
    const wav = wavFile(8000, 2);
    await lay(CALL, wav, 2000);
    await keeper.look();
    expect(all(store), 'the call may go on').toEqual([]);
    const record = await settle(store);
    await keeper.look();
    expect(all(store)).toEqual([
      recordingGiven(1, {
        tenant: 'acme' as Recording['tenant'],
        pool: 'acme/city',
        at: record.answeredAt ?? 0,
        durationMs: 1000,
        bytes: wav.length,
        channels: 2,
      }),
    ]);
    expect((await soundOf(rest, store, recordingName(1))).equals(wav)).toBe(true);
    expect(await spool.names()).toEqual([]);
  });

  it('tells the tenant once that a recording can be heard, without a number and with its commit', async () => {
    const { lay, store, options, spool } = await bench();
    await lay(CALL, wavFile(8000, 2), 2000);
    await lay(uuid(9), wavFile(8000), 11 * MINUTES);
    const { reference } = await settle(store);
    const dead = (): Promise<never> => Promise.reject(new Error('dead'));
    await new RecordingKeeper({ ...options, spool: withFault(options.spool, 'remove', dead) }).look();
    await new RecordingKeeper(options).look();
    expect(await spool.names()).toEqual([]);
    const told = store.events
      .read('acme' as TenantId, 0, 10)
      .filter(({ type }) => type === 'recording.ready');
    expect(told).toMatchObject([
      {
        call: CALL,
        binding: 7,
        reference,
        data: {
          recording: CALL,
          pool: 'city',
          format: 'wav',
          channels: 2,
          durationMs: 1000,
          bytes: 32_044,
        },
      },
    ]);
    const [event] = told;
    const recording = store.recordings.recording(recordingName(1));
    if (event?.type !== 'recording.ready' || recording === null) throw new Error('nothing was told');
    const source = { spooled: CALL, mark: 'again' };
    await store.recordings.add({ recording, source, key: new Uint8Array(32), event });
    const after = store.events.read('acme' as TenantId, event.number, 10);
    expect(after, 'one that is there already is told no more').toEqual([]);
    expect(store.events.read('default' as TenantId, 0, 10), 'nobody is told of an orphan').toEqual([]);
  });

  it('waits for a file that is written to, and looks at none of a call that is live', async () => {
    const live = new Set<string>([uuid(2)]);
    const { keeper, lay, store, spool } = await bench({ isLive: (call) => live.has(call) });
    await settle(store);
    await settle(store, { call: uuid(2) as CallId });
    await lay(CALL, wavFile(100), -MINUTES);
    await lay(uuid(2), wavFile(100), 2000);
    await keeper.look();
    expect(all(store)).toEqual([]);
    await lay(CALL, wavFile(100), 2000);
    live.clear();
    await keeper.look();
    expect(all(store)).toHaveLength(2);
    expect(await spool.names()).toEqual([]);
  });

  it('makes a recording whole whose switch died, and drops one without any sound', async () => {
    const { keeper, lay, store, log, spool, ...rest } = await bench();
    const whole = wavFile(4000);
    const cut = Buffer.from(whole);
    cut.writeUInt32LE(0, 40);
    await settle(store);
    await settle(store, { call: uuid(2) as CallId });
    await lay(CALL, cut, -MINUTES);
    await lay(uuid(2), wavFile(0), -MINUTES);
    await keeper.look();
    expect(await spool.names(), 'the switch may write on').toHaveLength(2);
    await lay(CALL, cut, 30_000);
    await lay(uuid(2), wavFile(0), 30_000);
    await keeper.look();
    expect(all(store)).toMatchObject([{ call: CALL, salvaged: true, durationMs: 500 }]);
    expect((await soundOf(rest, store, recordingName(1))).equals(whole)).toBe(true);
    expect(await spool.names()).toEqual([]);
    expect(log.lines.map(({ message }) => message)).toContain('a recording without any sound was dropped');
  });

  it('keeps a recording of no known call as the operator’s, after ten minutes', async () => {
    const { keeper, lay, store, spool } = await bench();
    await lay(uuid(9), wavFile(8000), 9 * MINUTES);
    await keeper.look();
    expect(all(store)).toEqual([]);
    await lay(uuid(9), wavFile(8000), 11 * MINUTES);
    await keeper.look();
    expect(all(store)).toMatchObject([{ call: null, tenant: 'default', binding: null, durationMs: 1000 }]);
    expect(await spool.names()).toEqual([]);
  });

  it('keeps it once, wherever it died on the way', async () => {
    const { lay, store, options, spool, directory } = await bench();
    const wav = wavFile(100);
    await settle(store);
    await lay(CALL, wav, 2000);
    const dead = (): never => {
      throw new Error('dead');
    };
    /** Dies before the commit, after it, and not at all. */
    const deaths: readonly Partial<RecordingKeeperOptions>[] = [
      { store: withFault(options.store, 'add', dead) },
      { spool: withFault(options.spool, 'remove', dead) },
      {},
    ];
    for (const death of deaths) await new RecordingKeeper({ ...options, ...death }).look();
    expect(all(store)).toHaveLength(1);
    expect(await spool.names()).toEqual([]);
    expect((await readdir(directory)).length).toBe(1);
  });

  it('has each recording once and whole, however often it is killed at whatever moment', async () => {
    const { keeper, lay, store, stores, spool, spoolPath, directory, ...rest } = await bench();
    const key = Buffer.from(stores.key.reveal()).toString('base64');
    for (let n = 1; n <= FILES; n += 1) {
      await settle(store, { call: uuid(n) as CallId });
      await lay(uuid(n), wavFile(40_000 + n, 2), 2000);
    }
    const told: string[] = [];
    for (let [round, left] = [0, FILES]; left > 0; round += 1) {
      const child = spawn(process.execPath, [KEEPING_CHILD, stores.path(), key, spoolPath, directory], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      // Some time after a file: between any two steps of the next one.
      const lines = Math.min(1 + (round % 3), left);
      told.push(...(await namesUntilKilled(child, lines, Math.random() * 8)));
      left = (await spool.names()).length;
    }
    await keeper.look();
    expect(told.length).toBeGreaterThanOrEqual(FILES);
    const kept = all(store);
    expect(new Set(kept.map(({ call }) => call)).size).toBe(FILES);
    expect(kept).toHaveLength(FILES);
    for (const { id, call } of kept) {
      const whole = wavFile(40_000 + Number(call?.slice(-12)), 2);
      expect((await soundOf(rest, store, id)).equals(whole), id).toBe(true);
    }
  });

  it('throws nothing away when the switch writes a second file of one name', async () => {
    const { keeper, lay, store } = await bench();
    await settle(store);
    for (const samples of [100, 200]) {
      await lay(CALL, wavFile(samples), 2000);
      await keeper.look();
    }
    expect(all(store).map(({ call, bytes }) => ({ call, bytes }))).toEqual([
      { call: CALL, bytes: 244 },
      { call: CALL, bytes: 444 },
    ]);
    expect(new Set(all(store).map(({ id }) => id)).size).toBe(2);
  });

  it('leaves what cannot be kept in the spool, says so, and tries it again later', async () => {
    const { lay, store, options, log, spool } = await bench();
    await settle(store);
    await lay(CALL, wavFile(100), 2000);
    const full = () => Promise.reject(new Error('ENOSPC: no space left on device'));
    const vault = withFault(options.vault, 'keep', full);
    const waiting: (readonly [number, number | null])[] = [];
    const watch = {
      ...options.watch,
      waiting: (...seen: [number, number | null]) => void waiting.push(seen),
    };
    const keeper = new RecordingKeeper({ ...options, vault, watch });
    await keeper.look();
    await keeper.look();
    expect(waiting.map(([files, oldestAt]) => [files, oldestAt !== null])).toEqual([
      [1, true],
      [1, true],
    ]);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(await spool.names()).toEqual([CALL]);
    await new RecordingKeeper(options).look();
    expect(all(store)).toHaveLength(1);
  });

  describe('when the time of keeping is over', () => {
    /** Two recordings of a call of long ago, one of them held, and nothing else. */
    async function kept() {
      const whole = await bench();
      const { keeper, lay, store } = whole;
      await settle(store);
      await settle(store, { call: uuid(2) as CallId });
      await lay(CALL, wavFile(40_000), 2000);
      await lay(uuid(2), wavFile(40_000), 2000);
      await keeper.look();
      expect(await store.recordings.hold(recordingName(2), 1)).toBe('done');
      return whole;
    }

    it('removes keys and files, but those that are held, which still open', async () => {
      const { options, store, directory, ...rest } = await kept();
      await new RecordingRetention(options).run();
      expect(all(store).map(({ id }) => id)).toEqual([recordingName(2)]);
      const [day = ''] = await readdir(directory);
      expect(await readdir(join(directory, day))).toEqual([`${uuid(2)}.wav.sealed`]);
      expect((await soundOf(rest, store, recordingName(2))).equals(wavFile(40_000))).toBe(true);
      await store.recordings.hold(recordingName(2), null);
      await new RecordingRetention(options).run();
      expect(await readdir(directory)).toEqual([]);
      expect(store.recordings.isTaken(recordingName(2))).toBe(false);
    });

    it('leaves nothing with which a file that somebody copied could be read, not even with the master key', async () => {
      const { options, store, stores, directory } = await kept();
      const key = store.recordings.key(recordingName(1));
      const [day = ''] = await readdir(directory);
      const copy = await readFile(join(directory, day, `${uuid(1)}.wav.sealed`));
      const wrapped = wrappedKeys(stores.path());
      expect(key === null || wrapped.length === 0, 'there was something to find before').toBe(false);
      const before = await everything(stores.path());
      expect(wrapped.every((one) => before.includes(one))).toBe(true);
      await new RecordingRetention(options).run();
      // The database, its log and its shared memory: whatever is left of the store on the disk, while the daemon runs on.
      const left = await everything(stores.path());
      for (const one of wrapped) expect(left.includes(one)).toBe(false);
      for (const one of everyKey(left))
        expect(() => {
          const facts = { plainBytes: 80_044, fileBytes: copy.length, place: '' };
          new FileOpener(one, Buffer.from(uuid(1).replaceAll('-', ''), 'hex'), facts).open(
            0,
            copy.subarray(32, 32 + 65_536 + 16),
          );
        }).toThrow();
      expect(store.recordings.key(recordingName(1))).toBeNull();
      await store.close();
      const again = await stores.open();
      expect(again.recordings.key(recordingName(1))).toBeNull();
      expect(again.recordings.key(recordingName(2))).not.toBeNull();
    });

    it('shreds one alone when it is deleted, and refuses that for one that is held', async () => {
      const { store, stores } = await kept();
      const own = wrappedKeys(stores.path())[1] ?? Buffer.alloc(0);
      expect((await everything(stores.path())).includes(own)).toBe(true);
      expect(await store.recordings.shred(recordingName(2))).toBe('held');
      expect(await store.recordings.shred(recordingName(1))).toBe('done');
      expect((await everything(stores.path())).includes(own)).toBe(false);
    });
  });

  it('opens recordings by a new master key, of days and held ones, and leaves the files alone', async () => {
    const { keeper, lay, store, stores, directory, ...rest } = await bench();
    await settle(store);
    await settle(store, { call: uuid(2) as CallId });
    await lay(CALL, wavFile(100), 2000);
    await lay(uuid(2), wavFile(200), 2000);
    await keeper.look();
    await store.recordings.hold(recordingName(2), 1);
    const [day = ''] = await readdir(directory);
    const files = async (): Promise<readonly Buffer[]> =>
      Promise.all(
        (await readdir(join(directory, day))).sort().map((name) => readFile(join(directory, day, name))),
      );
    const before = await files();
    const next = MasterKey.random();
    await store.beginRotation(next);
    expect((await soundOf(rest, store, recordingName(1))).length).toBe(244);
    await store.continueRotation();
    await store.close();
    const again = await stores.open({ key: next });
    expect((await soundOf(rest, again, recordingName(1))).equals(wavFile(100))).toBe(true);
    expect((await soundOf(rest, again, recordingName(2))).equals(wavFile(200))).toBe(true);
    await again.recordings.shredDays(Date.now() * 1000);
    expect((await soundOf(rest, again, recordingName(2))).equals(wavFile(200))).toBe(true);
    expect(await files()).toEqual(before);
  });
});

/** Kills it so long after it has printed so many lines. @returns all whole lines */
async function namesUntilKilled(
  child: ChildProcess,
  lines: number,
  laterMs: number,
): Promise<readonly string[]> {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > lines) setTimeout(() => child.kill('SIGKILL'), laterMs);
  });
  await once(child, 'close');
  return output.split('\n').slice(0, -1);
}

/** The port as it is, but for one thing that fails. */
function withFault<Port extends object>(port: Port, name: keyof Port, fault: () => unknown): Port {
  return new Proxy(port, {
    get: (target, property) => {
      if (property === name) return fault;
      const member: unknown = Reflect.get(target, property);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

/** The key of the first day and of the recording 1, as they are kept. */
function wrappedKeys(path: string): readonly Buffer[] {
  const db = new SqliteDatabase(path, { readonly: true });
  const keys = [
    ...db.prepare<[], Buffer>('SELECT wrapped FROM recording_day').pluck().all(),
    ...db.prepare<[], Buffer>('SELECT wrapped FROM recording ORDER BY name LIMIT 1').pluck().all(),
  ];
  db.close();
  return keys;
}

/** All bytes of all files of the store. */
async function everything(path: string): Promise<Buffer> {
  const names = await readdir(dirname(path));
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(dirname(path), name)))));
}

/** Every run of 32 bytes of what is left that could be a key in the clear; a sample of them, for it is the same for all. */
function* everyKey(left: Buffer): Generator<Uint8Array> {
  for (let at = 0; at + 32 <= left.length; at += 16) {
    const key = left.subarray(at, at + 32);
    if (key.some((byte) => byte !== 0)) yield new Uint8Array(key);
  }
}
