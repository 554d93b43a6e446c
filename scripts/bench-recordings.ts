/**
 * Measures how recordings are sealed and read on this disk: `node scripts/bench-recordings.ts [--minutes=10] [--files=8]`.
 * Each file is a stereo WAV of so many minutes. Rates are of this machine and this run.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { DirectoryVault } from '../src/adapters/recordings/directory-vault.ts';
import { DirectoryRecordingSpool } from '../src/adapters/recordings/recording-spool.ts';
import type { TenantId } from '../src/domain/access/tenant.ts';
import { type Recording, recordingId } from '../src/domain/recording/recording.ts';
import { wavHeader } from '../src/domain/recording/wav.ts';
import type { OpenRecording, RecordingEncoder } from '../src/ports/recording-vault.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    files: { type: 'string', default: '8' },
    reads: { type: 'string', default: '200' },
  },
});
const [minutes, files, reads] = [values.minutes, values.files, values.reads].map(Number);
const root = mkdtempSync(join(tmpdir(), 'axbridge-bench-'));
const places = { spool: join(root, 'spool'), directory: join(root, 'kept') };
mkdirSync(places.spool, { mode: 0o700 });
const dataBytes = (minutes ?? 10) * 60 * 32_000;
const sound = { channels: 2, sampleRate: 8000, bitsPerSample: 16, dataAt: 44, dataBytes };
const wav = Buffer.concat([wavHeader(sound), randomBytes(dataBytes)]);
const vault = new DirectoryVault(places);
const spool = new DirectoryRecordingSpool({ directory: places.spool, onOddity: console.error });

// The thread that seals keeps no process alive.
const alive = setInterval(() => undefined, 60_000);
try {
  for (const encoder of ['none', 'opusenc', 'lame'] as const) await sealAll(encoder);
  await read();
} finally {
  clearInterval(alive);
  await vault.close();
  rmSync(root, { recursive: true, force: true });
}

async function sealOne(encoder: RecordingEncoder): Promise<{ recording: Recording; key: Uint8Array }> {
  const name = randomUUID();
  writeFileSync(join(places.spool, `${name}.wav`), wav);
  const [file, id] = [await spool.look(name), recordingId(name)];
  if (file === null || id === undefined) throw new Error('the file is not there');
  const at = Date.now() * 1000;
  const { key, bytes, format, encoderFailure } = await vault.keep({ id, at, file, encoder });
  if (encoderFailure !== null) throw new Error(encoderFailure);
  const whose = { call: null, tenant: 'default' as TenantId, pool: null, binding: null };
  const rest = { at, durationMs: 0, channels: 2, salvaged: false, heldAt: null };
  return { recording: { id, ...whose, ...rest, bytes, format }, key };
}

async function sealAll(encoder: RecordingEncoder): Promise<void> {
  try {
    await sealOne(encoder);
  } catch (error) {
    console.log(`${encoder}: ${String(error)}`);
    return;
  }
  const loop = monitorEventLoopDelay({ resolution: 1 });
  let [seconds, bytes] = [0, 0];
  loop.enable();
  for (let n = 0; n < (files ?? 8); n += 1) {
    const beganAt = performance.now();
    bytes += (await sealOne(encoder)).recording.bytes;
    seconds += (performance.now() - beganAt) / 1000;
  }
  loop.disable();
  const [rate, each] = [(wav.length * (files ?? 8)) / 1e6 / seconds, seconds / (files ?? 8)];
  console.log(
    `${encoder}: ${rate.toFixed(0)} MB/s of WAV, ${(each * 1000).toFixed(0)} ms a file of ${(wav.length / 1e6).toFixed(1)} MB ` +
      `(with writing it into the spool), kept ${(bytes / (files ?? 8) / 1e6).toFixed(2)} MB, ` +
      `main thread late by ${(loop.percentile(99) / 1e6 - 1).toFixed(1)} ms at the 99th percentile`,
  );
}

async function read(): Promise<void> {
  const { recording, key } = await sealOne('none');
  const firsts: number[] = [];
  for (let n = 0; n < (reads ?? 200); n += 1) {
    const beganAt = performance.now();
    const open = await vault.open(recording, key);
    const first = Math.floor(Math.random() * (recording.bytes - 65_536));
    await drain(open, first, first);
    firsts.push(performance.now() - beganAt);
    await open.close();
  }
  const open = await vault.open(recording, key);
  const beganAt = performance.now();
  await drain(open, 0, recording.bytes - 1);
  const rate = recording.bytes / 1e3 / (performance.now() - beganAt);
  await open.close();
  firsts.sort((one, other) => one - other);
  const at = (part: number): string => (firsts[Math.floor(firsts.length * part)] ?? 0).toFixed(2);
  console.log(
    `read: first byte anywhere after ${at(0.5)} ms (median), ${at(0.99)} ms (99th); ${rate.toFixed(0)} MB/s in one piece`,
  );
}

async function drain(open: OpenRecording, first: number, last: number): Promise<void> {
  for await (const _piece of open.read(first, last));
}
