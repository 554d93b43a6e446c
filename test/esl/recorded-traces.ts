import { readFileSync } from 'node:fs';

const DIRECTORY = new URL('traces/', import.meta.url);

/** What a real switch sent, by scenario; see scripts/record-trace.ts. */
export interface RecordedTrace {
  readonly name: string;
  readonly bytes: Buffer;
}

export function recordedTrace(name: string): RecordedTrace {
  return { name, bytes: readFileSync(new URL(`${name}.bin`, DIRECTORY)) };
}

export const TRACE_NAMES = ['refused', 'rejected', 'replies', 'heartbeat', 'json', 'call'] as const;

/** The manifest as it stands. */
export function readManifest(): unknown {
  return JSON.parse(readFileSync(new URL('manifest.json', DIRECTORY), 'utf8'));
}
