import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openapiText } from '../../scripts/write-openapi.ts';
import { Platform } from './platform.ts';

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses: Record<string, unknown>;
}

describe('the OpenAPI document', () => {
  let platform: Platform;

  beforeAll(async () => {
    platform = await new Platform().start();
  });

  afterAll(() => platform.stop());

  it('in docs/openapi.json is the one that the program serves', async () => {
    const committed = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
    expect(committed).toBe(await openapiText());
    const served = await platform.ask('GET', '/openapi.json', { key: null });
    expect(served.body).toEqual(JSON.parse(committed));
    expect(served.body.openapi).toMatch(/^3\.1\./);
  });

  it('names each operation once, says what it is for and how it fails', async () => {
    const { body } = await platform.ask('GET', '/openapi.json', { key: null });
    const paths: Record<string, Record<string, Operation>> = body.paths;
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, ...operation })),
    );
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, operationId, summary, responses } of operations) {
      expect(operationId, path).toBeTruthy();
      expect(summary, path).toBeTruthy();
      if (path.startsWith('/v1'))
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['4XX', '5XX']));
    }
  });

  it('refers to nothing that it does not hold, and holds nothing that it does not refer to', async () => {
    const { body } = await platform.ask('GET', '/openapi.json', { key: null });
    const used = [...JSON.stringify(body).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(body.components.schemas)));
  });

  it('can be browsed without anything from elsewhere', async () => {
    const page = await platform.ask('GET', '/docs/', { key: null });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const sources = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, source = '']) => source,
    );
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) {
      const response = await fetch(new URL(source, `${platform.url}/docs/`));
      await response.arrayBuffer();
      expect([source, response.status]).toEqual([expect.not.stringContaining('//'), 200]);
    }
  });
});
