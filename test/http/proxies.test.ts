import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseNetwork } from '../../src/domain/access/network.ts';
import { Platform } from './platform.ts';

/** As if it came from the network that the key is for. */
const CLAIM = { 'x-forwarded-for': '203.0.113.9' };

describe('a key for one source network', () => {
  let platform: Platform;
  let key: string;

  beforeAll(async () => {
    platform = await new Platform().start();
    key = await platform.key('default', ['read'], { sourceNetworks: ['203.0.113.0/24'] });
  });

  afterAll(() => platform.stop());

  const trust = (
    networks: readonly string[],
    header: 'x-forwarded-for' | 'forwarded' = 'x-forwarded-for',
  ) => {
    platform.proxies = { networks: networks.flatMap((text) => parseNetwork(text) ?? []), header };
  };
  const statusWith = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await platform.ask('GET', '/v1/pools', { key, headers })).status;

  it('is not taken from elsewhere, whatever the request claims', async () => {
    trust([]);
    expect(await statusWith(CLAIM)).toBe(403);
    trust(['198.51.100.0/24']);
    expect(await statusWith(CLAIM)).toBe(403);
    expect(await statusWith({ ...CLAIM, forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' })).toBe(
      403,
    );
  });

  it('is taken from a client in it, behind a trusted proxy', async () => {
    trust(['127.0.0.0/8']);
    expect(await statusWith(CLAIM)).toBe(200);
    expect(await statusWith({})).toBe(403);
    expect(await statusWith({ 'x-forwarded-for': '203.0.113.9, 198.51.100.7' })).toBe(403);
    expect(await statusWith({ forwarded: 'for=203.0.113.9' })).toBe(403);
    trust(['127.0.0.0/8'], 'forwarded');
    expect(await statusWith({ forwarded: 'for="203.0.113.9:4711";proto=https' })).toBe(200);
    expect(await statusWith(CLAIM)).toBe(403);
  });
});
