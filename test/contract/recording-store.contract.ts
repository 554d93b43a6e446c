import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TenantId } from '../../src/domain/access/tenant.ts';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { Recording, RecordingId } from '../../src/domain/recording/recording.ts';
import type { RecordingQuery, RecordingStore } from '../../src/ports/recording-store.ts';
import { SECOND, T0, uuid } from '../domain/cdr/given.ts';
import { recordingGiven, recordingName } from '../domain/recording/given.ts';

const DAY = 86_400 * SECOND;
const NOW = T0 / 1000;

interface Bench {
  open(): Promise<RecordingStore>;
  dispose(): Promise<void>;
}

/** What holds for every `RecordingStore`. */
export function describeRecordingStore(name: string, bench: Bench): void {
  describe(name, () => {
    let store: RecordingStore;

    beforeEach(async () => {
      store = await bench.open();
    });
    afterEach(() => bench.dispose());

    const keyOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
    const add = (n: number, changes: Partial<Recording> = {}, mark = 'first'): Promise<void> =>
      store.add({
        recording: recordingGiven(n, changes),
        source: { spooled: uuid(n), mark },
        key: keyOf(n),
        event: null,
      });
    const found = (query: Partial<RecordingQuery> = {}): readonly RecordingId[] =>
      store.find({ limit: 100, ...query }).map(({ recording }) => recording.id);
    const names = (...some: readonly number[]): readonly RecordingId[] => some.map(recordingName);

    it('keeps what was added, with its key, once', async () => {
      const orphan = { call: null, binding: null, pool: null, format: 'unknown', channels: 0 } as const;
      await add(1);
      await add(2, orphan);
      await add(1, { bytes: 1 });
      expect(store.recording(recordingName(1))).toEqual(recordingGiven(1));
      expect(store.recording(recordingName(2))).toEqual(recordingGiven(2, orphan));
      expect(store.recording(recordingName(3))).toBeNull();
      expect(store.key(recordingName(1))).toEqual(keyOf(1));
      expect(store.key(recordingName(2))).toEqual(keyOf(2));
      expect(store.key(recordingName(3))).toBeNull();
      expect(found()).toEqual(names(1, 2));
    });

    it('knows from which file a recording was made', async () => {
      await add(1);
      expect(store.keptFrom({ spooled: uuid(1), mark: 'first' })).toBe(recordingName(1));
      expect(store.keptFrom({ spooled: uuid(1), mark: 'second' })).toBeNull();
      expect(store.keptFrom({ spooled: uuid(2), mark: 'first' })).toBeNull();
      expect([store.isTaken(recordingName(1)), store.isTaken(recordingName(2))]).toEqual([true, false]);
    });

    it('finds by tenant, pool, call, binding, time and hold, page by page', async () => {
      const acme = 'acme' as TenantId;
      await add(3);
      await add(1, { call: uuid(50) as CallId });
      await add(2, { tenant: acme, pool: 'acme/city', binding: 8 as BindingId });
      await add(4, { at: T0 + 3 * SECOND, binding: null });
      await store.hold(recordingName(3), NOW);
      expect(found()).toEqual(names(1, 2, 3, 4));
      expect(found({ tenant: acme })).toEqual(names(2));
      expect(found({ pool: 'city' })).toEqual(names(1, 3, 4));
      expect(found({ call: uuid(50) as CallId })).toEqual(names(1));
      expect(found({ binding: 7 as BindingId })).toEqual(names(1, 3));
      expect(found({ since: T0 + 2 * SECOND, until: T0 + 3 * SECOND })).toEqual(names(2));
      expect(found({ held: true })).toEqual(names(3));
      expect(found({ held: false })).toEqual(names(1, 2, 4));
      const page = store.find({ limit: 3 });
      const after = page.at(-1)?.place;
      expect(page).toHaveLength(3);
      expect(after === undefined ? [] : found({ after })).toEqual(names(4));
    });

    it('shreds one, which is gone at once, and tells whose file is to be removed until it is forgotten', async () => {
      await add(1);
      await add(2);
      expect(await store.shred(recordingName(1))).toBe('done');
      expect(await store.shred(recordingName(1))).toBe('not-found');
      expect(store.recording(recordingName(1))).toBeNull();
      expect(store.key(recordingName(1))).toBeNull();
      expect(found()).toEqual(names(2));
      expect(store.shredded(10).map(({ id }) => id)).toEqual(names(1));
      await store.forget(names(1, 2));
      expect(store.shredded(10)).toEqual([]);
      expect(found(), 'what is not shredded is not forgotten').toEqual(names(2));
    });

    it('shreds whole days, but what is held', async () => {
      await add(1);
      await add(2);
      await add(3, { at: T0 + DAY });
      await store.hold(recordingName(2), NOW);
      expect(await store.shredDays(T0)).toBe(0);
      expect(await store.shredDays(T0 + DAY)).toBe(1);
      expect(found()).toEqual(names(2, 3));
      expect(store.key(recordingName(1))).toBeNull();
      expect(store.key(recordingName(2))).toEqual(keyOf(2));
      expect(store.shredded(10).map(({ id }) => id)).toEqual(names(1));
    });

    it('refuses to shred what is held, until it is let go', async () => {
      await add(1);
      expect(await store.hold(recordingName(1), NOW)).toBe('done');
      expect(await store.hold(recordingName(1), NOW + 1)).toBe('done');
      expect(store.recording(recordingName(1))?.heldAt).toBe(NOW);
      expect(await store.shred(recordingName(1))).toBe('held');
      expect(await store.hold(recordingName(1), null)).toBe('done');
      expect(store.key(recordingName(1))).toEqual(keyOf(1));
      expect(await store.shred(recordingName(1))).toBe('done');
      expect(await store.hold(recordingName(1), NOW)).toBe('not-found');
      expect(await store.hold(recordingName(9), NOW)).toBe('not-found');
    });

    it('shreds what is let go after its day was shredded', async () => {
      await add(1);
      await store.hold(recordingName(1), NOW);
      await store.shredDays(T0 + DAY);
      await store.hold(recordingName(1), null);
      expect(store.recording(recordingName(1))).toBeNull();
      expect(store.key(recordingName(1))).toBeNull();
      expect(store.shredded(10).map(({ id }) => id)).toEqual(names(1));
    });

    it('gives a day that was shredded a new key that opens nothing of before', async () => {
      await add(1);
      await store.shredDays(T0 + DAY);
      await add(2);
      expect(found()).toEqual(names(2));
      expect(store.key(recordingName(1))).toBeNull();
      expect(store.key(recordingName(2))).toEqual(keyOf(2));
      expect(store.shredded(10).map(({ id }) => id)).toEqual(names(1));
    });
  });
}
