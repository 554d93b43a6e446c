import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RecordingView } from '../../src/app/recordings/recording-operations.ts';
import { type Channel, channelsOf } from '../support/sound.ts';
import { within } from '../support/within.ts';
import { type Pair, present } from './support/site.ts';
import { type Talk, useTwoPhones } from './support/two-phones.ts';
import { soon, until } from './support/until.ts';

const [OF_A, OF_B] = [400, 1000];
/** A call without a word from its switch is waited for longer than anything else. */
const KEPT_MS = 60_000;

describe.skipIf(!present)('A recording on a real FreeSWITCH', () => {
  const phones = useTwoPhones();

  const spool = (): string => join(phones.site.daemon.directory, 'recordings-spool');

  /** Both say their tone until each has heard two seconds of the other. */
  async function talk(pair: Pair): Promise<Talk> {
    const { caller, callee } = await phones.talk(pair);
    if (caller.media !== null) caller.media.tone = OF_A;
    if (callee.media !== null) callee.media.tone = OF_B;
    for (const { media } of [caller, callee])
      await until('the other one is heard', () => (media?.packetsWithSound ?? 0) > 100);
    return { caller, callee };
  }

  async function keptOf({ binding }: { readonly binding: { readonly id: number } }): Promise<RecordingView> {
    const looking = (async () => {
      for (;;) {
        const page = await phones.site.run((axbridge) =>
          axbridge.recordings({ binding: binding.id, limit: 10 }),
        );
        const [found] = page.recordings;
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    return within(KEPT_MS, 'the recording is kept', looking);
  }

  async function soundOf({ recording, bytes }: RecordingView): Promise<Buffer> {
    const part = await phones.site.run((axbridge) =>
      axbridge.readRecording({ recording, first: 0, last: bytes - 1 }),
    );
    return Buffer.from(part.base64, 'base64');
  }

  /** A is left and B is right, and neither is heard on the other side. */
  function expectBoth(channels: readonly Channel[]): void {
    const [left, right] = channels;
    expect(left?.loudestOf(OF_A)).toBeGreaterThan(3000);
    expect(right?.loudestOf(OF_B)).toBeGreaterThan(3000);
    expect(left?.loudestOf(OF_B)).toBeLessThan(300);
    expect(right?.loudestOf(OF_A)).toBeLessThan(300);
  }

  const recorded = { policy: { recording: { mode: 'stereo' } } } as const;

  test('of a call can be heard after it, and is nowhere in the clear', async () => {
    const pair = await phones.site.bound(recorded);
    const { caller, callee } = await talk(pair);
    expect(await readdir(spool())).toHaveLength(1);
    await caller.hangUp();
    await soon('the end', callee.ended);
    const view = await keptOf(pair);
    expect(view).toMatchObject({ format: 'wav', channels: 2, salvaged: false, pool: 'main' });
    expect(view.durationMs).toBeGreaterThan(1500);
    const { records } = await phones.site.run((axbridge) =>
      axbridge.cdrs({ binding: pair.binding.id, limit: 2, showNumbers: false }),
    );
    expect(records.map(({ call }) => call)).toEqual([view.call]);
    const wav = await soundOf(view);
    expectBoth(channelsOf(wav));
    await until('the spool is empty', async () => (await readdir(spool())).length === 0);
    await expectNowhere(wav);
  });

  test('is not made while there is no room, and the call goes on', async () => {
    const { site } = phones;
    const from = site.daemon.log.length;
    const [none, room] = [Number.MAX_SAFE_INTEGER, 0].map((minFreeBytes) => ({
      recordings: { spool: spool(), minFreeBytes },
    }));
    await site.reload(none ?? {});
    await site.daemon.line(({ msg }) => msg?.startsWith('room for recordings is short') === true, from);
    const pair = await site.bound(recorded);
    const { caller, callee } = await talk(pair);
    expect(await readdir(spool())).toEqual([]);
    await caller.hangUp();
    await soon('the end', callee.ended);
    const record = async () =>
      (await site.run((axbridge) => axbridge.cdrs({ x: pair.x, limit: 1, showNumbers: false }))).records[0];
    await until('the call is recorded', async () => (await record()) !== undefined);
    expect(await record()).toMatchObject({ outcome: 'answered', recording: 'refused-disk' });
    await site.reload(room ?? {});
    await site.daemon.line(({ msg }) => msg?.startsWith('there is room again') === true, from);
  });

  test('whose switch died in the call is made whole, and can be heard as far as it went', async () => {
    const pair = await phones.site.bound(recorded);
    const { caller, callee } = await talk(pair);
    await phones.site.freeswitch.kill('SIGKILL');
    for (const call of [caller, callee]) call.finish({ by: 'local' });
    await phones.site.freeswitch.restart();
    const view = await keptOf(pair);
    expect(view).toMatchObject({ channels: 2, salvaged: true });
    expect(view.durationMs).toBeGreaterThan(500);
    const wav = await soundOf(view);
    expect(wav.readUInt32LE(4)).toBe(wav.length - 8);
    expectBoth(channelsOf(wav));
    await until('the spool is empty', async () => (await readdir(spool())).length === 0);
  });

  /** No run of the samples is in any file of the daemon. */
  async function expectNowhere(wav: Buffer): Promise<void> {
    const middle = wav.subarray(wav.length / 2, wav.length / 2 + 32);
    const { directory } = phones.site.daemon;
    for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(join(entry.parentPath, entry.name));
      expect(content.includes(middle), entry.name).toBe(false);
    }
  }
});
