/** What a WAV file holds (Microsoft, Multimedia Programming Interface 1.0: RIFF, `fmt `, `data`). */
export interface WavSound {
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  /** Where the samples begin in the file. */
  readonly dataAt: number;
  /** Whole samples of all channels. */
  readonly dataBytes: number;
}

/**
 * What the beginning of a file says. `cut`: the lengths in it do not fit the file, as when its writer died: `sound` is what is there.
 * `empty`: no samples at all.
 */
export type WavReading =
  | { readonly kind: 'whole' | 'cut'; readonly sound: WavSound }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown' };

/** Enough for the chunks that stand before the samples. */
export const WAV_HEAD_BYTES = 4096;
const RIFF_BYTES = 12;
const CHUNK_BYTES = 8;
const HEADER_BYTES = 44;
const PCM = 1;

/** @param head the first `WAV_HEAD_BYTES` of the file, or all of it @param fileBytes how long the file is */
export function readWav(head: Uint8Array, fileBytes: number): WavReading {
  if (fileBytes <= HEADER_BYTES && (fileBytes < RIFF_BYTES || isRiff(head))) return { kind: 'empty' };
  if (!isRiff(head)) return { kind: 'unknown' };
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const found = chunksOf(view);
  if (found === null) return { kind: 'unknown' };
  const { format, dataAt, dataBytes } = found;
  const block = (format.channels * format.bitsPerSample) / 8;
  if (!Number.isInteger(block) || block === 0) return { kind: 'unknown' };
  const fits = view.getUint32(4, true) + CHUNK_BYTES === fileBytes && dataAt + dataBytes <= fileBytes;
  const isWhole = fits && (dataBytes > 0 || dataAt === fileBytes);
  const there = isWhole ? dataBytes : fileBytes - dataAt;
  const samples = Math.floor(there / block) * block;
  if (samples <= 0) return { kind: 'empty' };
  return { kind: isWhole ? 'whole' : 'cut', sound: { ...format, dataAt, dataBytes: samples } };
}

/** The 44 bytes before the samples of a PCM file. */
export function wavHeader({ channels, sampleRate, bitsPerSample, dataBytes }: WavSound): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  const block = (channels * bitsPerSample) / 8;
  write(header, 0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - CHUNK_BYTES + dataBytes, true);
  write(header, 8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * block, true);
  view.setUint16(32, block, true);
  view.setUint16(34, bitsPerSample, true);
  write(header, 36, 'data');
  view.setUint32(40, dataBytes, true);
  return header;
}

/** How long the sound lasts, in milliseconds. */
export function wavDurationMs({ channels, sampleRate, bitsPerSample, dataBytes }: WavSound): number {
  return Math.round((dataBytes * 8 * 1000) / (channels * bitsPerSample * sampleRate));
}

type Format = Pick<WavSound, 'channels' | 'sampleRate' | 'bitsPerSample'>;

function chunksOf(
  view: DataView,
): { readonly format: Format; readonly dataAt: number; readonly dataBytes: number } | null {
  let format: Format | null = null;
  for (let at = RIFF_BYTES; at + CHUNK_BYTES <= view.byteLength; ) {
    const name = text(view, at);
    const bytes = view.getUint32(at + 4, true);
    const body = at + CHUNK_BYTES;
    if (name === 'data') return format === null ? null : { format, dataAt: body, dataBytes: bytes };
    if (name === 'fmt ') format = formatOf(view, body);
    at = body + bytes + (bytes % 2);
  }
  return null;
}

function formatOf(view: DataView, at: number): Format | null {
  if (at + 16 > view.byteLength || view.getUint16(at, true) !== PCM) return null;
  const channels = view.getUint16(at + 2, true);
  const sampleRate = view.getUint32(at + 4, true);
  const bitsPerSample = view.getUint16(at + 14, true);
  return sampleRate === 0 ? null : { channels, sampleRate, bitsPerSample };
}

function isRiff(head: Uint8Array): boolean {
  if (head.length < RIFF_BYTES) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return text(view, 0) === 'RIFF' && text(view, 8) === 'WAVE';
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}

function write(target: Uint8Array, at: number, letters: string): void {
  for (let place = 0; place < letters.length; place += 1) target[at + place] = letters.charCodeAt(place);
}
