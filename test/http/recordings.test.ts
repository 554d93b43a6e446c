import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DirectoryVault } from '../../src/adapters/recordings/directory-vault.ts';
import type { TenantId } from '../../src/domain/access/tenant.ts';
import type { Recording } from '../../src/domain/recording/recording.ts';
import type { OpenRecording } from '../../src/ports/recording-vault.ts';
import { openVaultBench, type VaultBench } from '../adapters/recordings/vault-bench.ts';
import { uuid } from '../domain/cdr/given.ts';
import { recordingGiven, recordingName, wavFile } from '../domain/recording/given.ts';
import { type Answer, expectStatus, Platform } from './platform.ts';

const CHUNK = 64 * 1024;

/** 1 to 3 are of the operator, 4 is of another tenant; 5 and 6 are for tests that delete them. */
const SEALED = [1, 2, 3, 4, 5, 6];

describe('recordings over HTTP', () => {
  const wav = wavFile(100_000, 2);
  let platform: Platform;
  let bench: VaultBench;
  const keys = new Map<number, Uint8Array>();

  beforeAll(async () => {
    bench = await openVaultBench();
    for (const n of SEALED) {
      await bench.lay(uuid(n), wav);
      const file = await bench.spool.look(uuid(n));
      if (file === null) throw new Error('not laid');
      const { id, at } = recordingGiven(n);
      const { key } = await bench.vault.keep({ id, at, file, encoder: 'none' });
      keys.set(n, key);
    }
  });
  afterAll(() => bench.close());

  beforeEach(async () => {
    platform = await new Platform().start();
    platform.vault = bench.vault;
    for (const n of [1, 2, 3]) await add(n);
    await add(4, { tenant: 'acme' as TenantId, pool: 'acme/city' });
  });
  afterEach(() => platform.stop());

  async function add(n: number, changes: Partial<Recording> = {}): Promise<void> {
    await platform.recordings.add({
      recording: recordingGiven(n, { bytes: wav.length, channels: 2, ...changes }),
      source: { spooled: uuid(n), mark: '' },
      key: keys.get(n) ?? new Uint8Array(32),
      event: null,
    });
  }

  const namesIn = ({ body }: Answer): readonly string[] =>
    body.recordings.map((one: { recording: string }) => one.recording);
  const names = (...some: readonly number[]): readonly string[] => some.map(recordingName);

  async function download(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    key: string | null = null,
  ): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
    const bearer = key ?? (await platform.key('default'));
    const all = { ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }), ...headers };
    const response = await fetch(platform.url + path, { headers: all });
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  }

  const content = (n: number): string => `/v1/recordings/${recordingName(n)}/content`;
  const audited = async (): Promise<readonly string[]> => {
    const { body } = await platform.ask('GET', '/v1/audit?limit=1000');
    return body.entries.map((one: { action: string; subject: string; actor: string }) =>
      [one.action, one.subject, one.actor.replace(/:.*/, '')].join(' '),
    );
  };

  it('are listed in their order, by pages, and within the fence', async () => {
    const { status, body } = await platform.ask('GET', '/v1/recordings?limit=2');
    expect(status).toBe(200);
    expect(body.recordings[0]).toEqual({
      recording: uuid(1),
      call: uuid(1),
      pool: 'city',
      binding: 7,
      beganAt: '2026-01-31T08:00:01.000000Z',
      durationMilliseconds: 10_000,
      bytes: wav.length,
      format: 'wav',
      channels: 2,
      salvaged: false,
      heldSince: null,
    });
    const rest = await platform.ask('GET', `/v1/recordings?limit=2&cursor=${body.nextCursor}`);
    expect(namesIn(rest)).toEqual(names(3));
    const key = await platform.key('acme');
    expect(namesIn(await platform.ask('GET', '/v1/recordings', { key }))).toEqual(names(4));
  });

  it.each([
    [`call=${uuid(2)}`, [2]],
    ['binding=7', [1, 2, 3]],
    ['binding=8', []],
    ['pool=city', [1, 2, 3]],
    ['since=2026-01-31T08:00:02Z', [2, 3]],
    ['until=2026-01-31T08:00:02Z', [1]],
    ['held=true', []],
    ['held=false', [1, 2, 3]],
  ])('are found by %s', async (query, expected) => {
    expect(namesIn(await platform.ask('GET', `/v1/recordings?${query}`))).toEqual(names(...expected));
  });

  it.each(['call=x', 'binding=x', 'limit=0', 'cursor=AAAA', 'since=x', 'held=perhaps'])(
    'are refused for %s',
    async (query) => {
      expect((await platform.ask('GET', `/v1/recordings?${query}`)).status).toBe(400);
    },
  );

  it('are downloaded whole, as they were, by whoever may, who is written down', async () => {
    const { status, headers, bytes } = await download(content(1));
    expect(status).toBe(200);
    expect(bytes.equals(wav)).toBe(true);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'audio/wav',
      'content-length': String(wav.length),
      'accept-ranges': 'bytes',
      etag: `"${uuid(1)}"`,
      'content-disposition': `attachment; filename="${uuid(1)}.wav"`,
      'cache-control': 'no-store',
    });
    expect(await audited()).toContain(`recording.download recording ${uuid(1)} key`);
  });

  it.each([
    ['bytes=0-0', 0, 0],
    ['bytes=1000-69999', 1000, 69_999],
    [`bytes=${CHUNK - 1}-${CHUNK}`, CHUNK - 1, CHUNK],
    ['bytes=400000-', 400_000, 400_043],
    ['bytes=-44', 400_000, 400_043],
    ['bytes=400000-999999', 400_000, 400_043],
  ])('give the part that %s asks for', async (range, first, last) => {
    const { status, headers, bytes } = await download(content(1), { range });
    expect(status).toBe(206);
    expect(headers.get('content-range')).toBe(`bytes ${first}-${last}/${wav.length}`);
    expect(headers.get('content-length')).toBe(String(last - first + 1));
    expect(bytes.equals(wav.subarray(first, last + 1))).toBe(true);
  });

  it('open only the chunks that are asked for', async () => {
    const opened: [number, number][] = [];
    platform.vault = {
      open: async (...given: Parameters<DirectoryVault['open']>): Promise<OpenRecording> => {
        const sound = await bench.vault.open(...given);
        return {
          close: () => sound.close(),
          read: (first, last) => {
            opened.push([first, last]);
            return sound.read(first, last);
          },
        };
      },
      remove: (recording) => bench.vault.remove(recording),
    };
    await download(content(1), { range: 'bytes=100-199' });
    expect(opened).toEqual([[100, 199]]);
  });

  it('refuse a part that is not there, and give the whole where a part was meant for something else', async () => {
    const outside = await download(content(1), { range: 'bytes=999999-' });
    expect(outside.status).toBe(416);
    expect(outside.headers.get('content-range')).toBe(`bytes */${wav.length}`);
    expect(JSON.parse(outside.bytes.toString()).code).toBe('range-outside');
    const range = 'bytes=0-9';
    const tag = `"${uuid(1)}"`;
    expect((await download(content(1), { range, 'if-range': tag })).status).toBe(206);
    expect((await download(content(1), { range, 'if-range': '"other"' })).status).toBe(200);
    expect((await download(content(1), { range: 'bytes=0-1,5-6' })).status).toBe(200);
    expect((await download(content(1), { 'if-none-match': tag })).status).toBe(304);
  });

  it('tell their size to whoever asks for the head only', async () => {
    const key = await platform.key('default');
    const authorization = `Bearer ${key}`;
    const head = await fetch(platform.url + content(1), { method: 'HEAD', headers: { authorization } });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(wav.length));
    expect((await head.arrayBuffer()).byteLength).toBe(0);
  });

  it('of another tenant, and those that nobody has, are not there', async () => {
    const key = await platform.key('acme');
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/content'],
      ['PUT', '/hold'],
      ['DELETE', '/hold'],
      ['DELETE', ''],
    ] as const)
      for (const n of [1, 99]) {
        const answer = await platform.ask(method, `/v1/recordings/${recordingName(n)}${path}`, { key });
        expect([answer.status, answer.body.code]).toEqual([404, 'recording-not-found']);
      }
    const links = await platform.ask('POST', `/v1/recordings/${uuid(1)}/links`, { key, body: {} });
    expect(links.status).toBe(404);
    expect(platform.recordings.recording(recordingName(1))).not.toBeNull();
  });

  it('that were tampered with are no answer at all', async () => {
    keys.delete(6);
    await add(6);
    const answer = await download(content(6));
    expect(answer.status).toBe(500);
    expect(answer.bytes.length).toBeLessThan(1000);
    expect(answer.bytes.toString()).not.toContain(uuid(6));
  });

  it('close their file when whoever listens hangs up', async () => {
    let closed = 0;
    const close = Promise.withResolvers<void>();
    platform.vault = {
      open: async () => ({
        close: async () => {
          closed += 1;
          close.resolve();
        },
        read: async function* read() {
          for (;;) yield new Uint8Array(CHUNK);
        },
      }),
      remove: async () => undefined,
    };
    const key = await platform.key('default');
    const socket = connect(platform.port, '127.0.0.1');
    socket.write(`GET ${content(1)} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    await close.promise;
    expect(closed).toBe(1);
  });

  describe('by a link', () => {
    async function link(n: number, body: object = {}): Promise<string> {
      const answer = await platform.ask('POST', `/v1/recordings/${recordingName(n)}/links`, { body });
      return expectStatus(answer, 201).body.url;
    }

    it('are heard without a key for a while, and it is written down who made the link and that it was used', async () => {
      const url = await link(1, { expiresInSeconds: 60 });
      const heard = await download(url, { range: 'bytes=0-43' }, '');
      expect(heard.status).toBe(206);
      expect(heard.bytes.equals(wav.subarray(0, 44))).toBe(true);
      expect(await audited()).toEqual(
        expect.arrayContaining([
          `recording.link recording ${uuid(1)} key`,
          `recording.download recording ${uuid(1)} link`,
        ]),
      );
      platform.clock.advance(61_000);
      const late = await download(url, {}, '');
      expect([late.status, JSON.parse(late.bytes.toString()).code]).toEqual([403, 'link-invalid']);
    });

    it('are no others, and for no longer, than the link says', async () => {
      const url = await link(1);
      const [, expires = ''] = url.split('.');
      const forged = [
        url.replace(uuid(1), uuid(2)),
        url.replace(expires, String(Number(expires) + 1)),
        `${url.slice(0, -3)}AAA`,
        url.slice(0, -1),
        '/v1/recording-links/x',
        `/v1/recording-links/${uuid(1)}.9999999999.${'A'.repeat(43)}`,
      ];
      for (const one of forged) {
        const answer = await download(one, {}, '');
        expect([answer.status, JSON.parse(answer.bytes.toString()).code]).toEqual([403, 'link-invalid']);
      }
      for (const expiresInSeconds of [0, 3601, -1])
        expect(
          (await platform.ask('POST', `/v1/recordings/${uuid(1)}/links`, { body: { expiresInSeconds } }))
            .status,
        ).toBe(400);
    });

    it('are gone with the recording, and with the right of its tenant', async () => {
      await add(5);
      const [one, acme] = [await link(5), await acmeLink()];
      expectStatus(await platform.ask('DELETE', `/v1/recordings/${uuid(5)}`), 204);
      expect((await download(one, {}, '')).status).toBe(404);
      expect((await download(acme, {}, '')).status).toBe(200);
      const patch = { body: { disabled: true } };
      expectStatus(await platform.ask('PATCH', '/v1/tenants/acme', patch), 200);
      expect((await download(acme, {}, '')).status).toBe(403);
    });

    async function acmeLink(): Promise<string> {
      const key = await platform.key('acme');
      const answer = await platform.ask('POST', `/v1/recordings/${uuid(4)}/links`, { key, body: {} });
      return expectStatus(answer, 201).body.url;
    }
  });

  it('are deleted for good, unless they are held', async () => {
    await add(5);
    const path = `/v1/recordings/${uuid(5)}`;
    expectStatus(await platform.ask('PUT', `${path}/hold`), 204);
    const held = await platform.ask('GET', path);
    expect(held.body.heldSince).not.toBeNull();
    expect(namesIn(await platform.ask('GET', '/v1/recordings?held=true'))).toEqual(names(5));
    expect((await platform.ask('DELETE', path)).body).toMatchObject({ status: 409, code: 'recording-held' });
    expectStatus(await platform.ask('DELETE', `${path}/hold`), 204);
    expectStatus(await platform.ask('DELETE', path), 204);
    expect((await platform.ask('GET', path)).status).toBe(404);
    expect(await audited()).toEqual(
      expect.arrayContaining(
        ['hold', 'release', 'delete'].map((what) => `recording.${what} recording ${uuid(5)} key`),
      ),
    );
  });

  it('of no known call are the operator’s', async () => {
    await add(5, { call: null, pool: null, binding: null });
    const { body } = await platform.ask('GET', `/v1/recordings/${uuid(5)}`);
    expect(body).toMatchObject({ call: null, pool: null, binding: null });
    const seen = await platform.ask('GET', '/v1/recordings', { key: await platform.key('acme') });
    expect(namesIn(seen)).toEqual(names(4));
  });
});
