import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { clientFiles } from '../../scripts/write-client-types.ts';
import { METHODS } from '../../src/client/method-names.ts';
import { OPERATIONS } from '../../src/client/operation-table.ts';
import { HEADER_OF_OPTION } from '../../src/client/request.ts';
import { ROOT } from '../architecture/repository.ts';

describe('the client', () => {
  it('knows the API as docs/openapi.json describes it (`node scripts/write-client-types.ts` writes it)', async () => {
    for (const { url, text } of await clientFiles())
      expect(readFileSync(url, 'utf8') === text, `${fileURLToPath(url)} is not what the document gives`).toBe(
        true,
      );
  });

  it('has one method for each operation (src/client/method-names.ts)', () => {
    const asked = Object.values(METHODS).flatMap((names): string[] => Object.values(names));
    expect(asked.sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  it('is a package of its own: of the version and the licence of the whole, without dependencies and scripts', () => {
    const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
    const { version, license } = JSON.parse(read('package.json'));
    const manifest = JSON.parse(read('src/client/package.json'));
    expect(manifest).toMatchObject({ name: '@axbridge/client', version, license });
    expect(Object.keys(manifest).filter((field) => /dependencies|scripts/i.test(field))).toEqual([]);
    expect(read('src/client/LICENSE')).toBe(read('LICENSE'));
  });

  it('has an option for each header of the API, and none that a field of a query is called', () => {
    const operations = Object.values(OPERATIONS);
    const headers = new Set<string>(operations.flatMap((operation) => operation.headers));
    expect(headers).toEqual(new Set(Object.values(HEADER_OF_OPTION)));
    const fields = operations.flatMap((operation): string[] => [...operation.query]);
    const options = ['signal', 'timeoutMs', ...Object.keys(HEADER_OF_OPTION)];
    expect(fields.filter((field) => options.includes(field))).toEqual([]);
  });
});
