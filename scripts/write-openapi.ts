/**
 * Writes docs/openapi.json from the routes: `node scripts/write-openapi.ts`. A test compares the two.
 * `node scripts/write-client-types.ts` comes next.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createApi } from '../src/http/http-server.ts';
import { Platform } from '../test/http/platform.ts';

const OPENAPI_FILE = new URL('../docs/openapi.json', import.meta.url);

/** The whole document, as it is committed. */
export async function openapiText(): Promise<string> {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const api = await createApi({ ...new Platform().services, version });
  return `${JSON.stringify(api.swagger(), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(OPENAPI_FILE, await openapiText());
