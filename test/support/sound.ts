/** Samples a second on telephone lines. */
const RATE = 8000;
const PEAK = 8000;

/** A sine as A-law samples (G.711), from that sample on. */
export function toneSamples(hertz: number, from: number, count: number): Buffer {
  const samples = Buffer.alloc(count);
  for (let at = 0; at < count; at += 1)
    samples[at] = toALaw(Math.round(PEAK * Math.sin((2 * Math.PI * hertz * (from + at)) / RATE)));
  return samples;
}

/** G.711, table 1a. */
function toALaw(linear: number): number {
  const sign = linear >= 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(linear), 32_635) >> 3;
  const exponent = magnitude < 32 ? 0 : Math.floor(Math.log2(magnitude)) - 4;
  const mantissa = exponent === 0 ? magnitude >> 1 : (magnitude >> exponent) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

/** What is in one channel of a recording, in windows of one packet: a tone may be cut and go on. Loudness is the root mean square. */
export interface Channel {
  /** What a tone of this frequency has of the window that has most of it (Goertzel). */
  loudestOf(hertz: number): number;
  /** What there is beside the tone, in the window in the middle of all by that. */
  loudnessBeside(hertz: number): number;
  /** How many windows have more than so much beside the tone. */
  windowsWithMore(hertz: number, loudness: number): number;
}

/** A WAV file of 8 kHz and 16 bits as its channels, in their order. */
export function channelsOf(wav: Buffer): readonly Channel[] {
  const format = wav.indexOf('fmt ');
  const [count, rate] = [wav.readUInt16LE(format + 10), wav.readUInt32LE(format + 12)];
  if (wav.readUInt16LE(format + 22) !== 16 || rate !== RATE) throw new Error('not 8 kHz and 16 bits');
  const data = wav.indexOf('data');
  const samples = wav.subarray(data + 8, data + 8 + wav.readUInt32LE(data + 4));
  const length = Math.floor(samples.length / (2 * count));
  return Array.from({ length: count }, (_, channel) =>
    channelOf(Array.from({ length }, (__, at) => samples.readInt16LE(2 * (at * count + channel)))),
  );
}

/** Whole packets of sound, so that one that is missing is missing in one window. */
const WINDOW = RATE / 50;

function channelOf(samples: readonly number[]): Channel {
  const windows = Array.from({ length: Math.floor(samples.length / WINDOW) }, (_, at) =>
    samples.slice(at * WINDOW, (at + 1) * WINDOW),
  );
  const besides = (hertz: number): readonly number[] =>
    windows
      .map((window) => Math.sqrt(Math.max(0, powerIn(window) - powerOf(hertz, window))))
      .toSorted((one, other) => one - other);
  return {
    loudestOf: (hertz) => Math.sqrt(Math.max(0, ...windows.map((window) => powerOf(hertz, window)))),
    loudnessBeside: (hertz) => besides(hertz)[Math.floor(windows.length / 2)] ?? 0,
    windowsWithMore: (hertz, loudness) => besides(hertz).filter((one) => one > loudness).length,
  };
}

function powerIn(window: readonly number[]): number {
  return window.reduce((sum, sample) => sum + sample * sample, 0) / window.length;
}

function powerOf(hertz: number, window: readonly number[]): number {
  const factor = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let [before, last] = [0, 0];
  for (const sample of window) [before, last] = [last, sample + factor * last - before];
  return (2 * (last * last + before * before - factor * last * before)) / (window.length * window.length);
}
