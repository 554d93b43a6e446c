import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readManifest, recordedTrace, TRACE_NAMES } from './recorded-traces.ts';

describe('the recorded traces', () => {
  it('are those of the manifest, each of its length and of a known switch', () => {
    const expected = Object.fromEntries(
      TRACE_NAMES.map((name) => [
        name,
        {
          file: `${name}.bin`,
          bytes: recordedTrace(name).bytes.length,
          sent: expect.any(Array),
          switchVersion: expect.stringMatching(/^1\.10\./),
          recordedOn: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
        },
      ]),
    );
    expect(readManifest()).toEqual(expected);
    expect(readdirSync(new URL('traces/', import.meta.url))).toHaveLength(TRACE_NAMES.length + 1);
  });

  it.each(TRACE_NAMES)(
    '%s holds example numbers only, and nothing of the machine that recorded it',
    (name) => {
      const text = recordedTrace(name).bytes.toString('latin1');
      const numbers = text.match(/86\d{10,}/g) ?? [];
      for (const number of numbers) expect(number).toMatch(/^86138001380\d\d$|^8617000000\d{3,}$/);
      const machine = [
        ...text.matchAll(/(?:FreeSWITCH-(?:Hostname|IPv4|IPv6)|hostname)(?:: |":\s*")([^\n"]*)/gi),
      ];
      for (const [, value] of machine) expect(value).toMatch(/^x+$/);
      expect(text).not.toMatch(/\/(?:home|root|work|opt|tmp)\//);
      expect(text).not.toContain('example-secret');
    },
  );
});
