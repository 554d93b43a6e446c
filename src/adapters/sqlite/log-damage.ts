import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { endianness, uptime } from 'node:os';

/*
 * A write-ahead log is read by SQLite up to the first frame whose checksum does not hold: that is how a commit that was cut short by a
 * crash is left out. Damage looks the same to it, so commits that were acknowledged would be gone without a word. What follows tells
 * the two apart. Format: https://www.sqlite.org/fileformat2.html#walformat, https://www.sqlite.org/walformat.html
 */

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** Two copies of what is noted of the log. */
const INDEX_HEAD_BYTES = 96;
/** The last bit says in which order of bytes checksums are counted; this one is little-endian. */
const MAGIC = 0x37_7f_06_82;
const FRAMES_AT_ONCE = 256;
/** A log that another process writes to changes between two looks; a damaged one does not. */
const LOOKS = 3;

interface Log {
  readonly file: number;
  readonly frameBytes: number;
  readonly frames: number;
  readonly header: Uint32Array;
}

/** What another process, or an earlier one, noted of the log in the index beside it. */
interface Noted {
  readonly frames: number;
  readonly salts: readonly [number, number];
}

/**
 * Whether commits that were acknowledged can no longer be read from the write-ahead log of a database. Looked at before SQLite opens it.
 * @returns what is wrong, `null` when nothing is, or nothing that can be told from a crash
 */
export function findLogDamage(path: string): string | null {
  if (isOpenHere(path)) return null;
  let found: string | null = null;
  for (let look = 0; look < LOOKS; look += 1) {
    const before = headsOf(path);
    found = lookForDamage(`${path}-wal`, `${path}-shm`);
    if (found === null || !headsOf(path).equals(before)) return null;
  }
  return found;
}

/** Another process that writes, or begins the log anew, changes one of them. */
function headsOf(path: string): Buffer {
  const heads = [`${path}-wal`, `${path}-shm`].map((one) => {
    const file = openOrNull(one);
    if (file === null) return Buffer.of(0);
    const head = Buffer.alloc(INDEX_HEAD_BYTES + 1);
    head[0] = readSync(file, head, 1, INDEX_HEAD_BYTES, 0);
    closeSync(file);
    return head;
  });
  return Buffer.concat(heads);
}

/**
 * Where this process has the database open, it was looked at before that; and to open and close the index once more would let go of the
 * locks that SQLite holds on it (fcntl(2): they go with the first descriptor of a file that a process closes).
 */
function isOpenHere(path: string): boolean {
  try {
    const index = realpathSync(`${path}-shm`);
    return readdirSync('/proc/self/fd').some((fd) => linkOf(`/proc/self/fd/${fd}`) === index);
  } catch {
    return false;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function lookForDamage(logPath: string, indexPath: string): string | null {
  // First, so that the log has at least what the index says of it.
  const noted = readIndex(indexPath);
  const log = openLog(logPath);
  if (log === null) return isMissing(logPath, noted) ? `${logPath} is missing or empty` : null;
  try {
    if (log === 'unreadable') return `the head of ${logPath} is damaged`;
    const { whole, lastKnown } = scan(log);
    const needed = Math.max(lastKnown, noted !== null && isOf(noted, log) ? noted.frames : 0);
    return whole >= needed ? null : `${logPath} is damaged: ${whole} of ${needed} pages can be read`;
  } finally {
    if (typeof log === 'object') closeSync(log.file);
  }
}

/** `null` when there is no log, or none whose head was ever on disk: such a one holds nothing. */
function openLog(path: string): Log | 'unreadable' | null {
  const file = openOrNull(path);
  if (file === null) return null;
  const bytes = fstatSync(file).size;
  const head = Buffer.alloc(HEADER_BYTES);
  const isHeadThere = bytes > HEADER_BYTES && readSync(file, head, 0, HEADER_BYTES, 0) === HEADER_BYTES;
  const isNothing = !isHeadThere || head.every((byte) => byte === 0) || endianness() !== 'LE';
  const isOther = isHeadThere && head.readUInt32BE(0) === MAGIC + 1;
  const header = wordsOf(head);
  const isSound = isHeadThere && head.readUInt32BE(0) === MAGIC && holds(header, 0, 6, [0, 0], 6, swapped);
  if (isSound && !isNothing) {
    const frameBytes = FRAME_HEADER_BYTES + head.readUInt32BE(8);
    return { file, frameBytes, frames: Math.floor((bytes - HEADER_BYTES) / frameBytes), header };
  }
  closeSync(file);
  return isNothing || isOther ? null : 'unreadable';
}

/**
 * `whole`: up to this frame the log can be read. `lastKnown`: the last frame behind which a further transaction was begun, which happens
 * only when the commit of this one was on disk (`synchronous=FULL`).
 */
function scan({ file, frameBytes, frames, header }: Log): {
  readonly whole: number;
  readonly lastKnown: number;
} {
  const words = frameBytes / 4;
  const block = Buffer.alloc(frameBytes * FRAMES_AT_ONCE);
  const view = wordsOf(block);
  let before: readonly [number, number] = [swapped(header[6] ?? 0), swapped(header[7] ?? 0)];
  let [whole, lastKnown, isWhole, wasCommit] = [0, 0, true, false];
  for (let first = 0; first < frames; first += FRAMES_AT_ONCE) {
    const count = Math.min(FRAMES_AT_ONCE, frames - first);
    readSync(file, block, 0, count * frameBytes, HEADER_BYTES + first * frameBytes);
    for (let at = 0; at < count; at += 1) {
      const from = at * words;
      const isOurs = view[from + 2] === header[4] && view[from + 3] === header[5];
      const follows = isOurs && holdsFrame(view, from, words, before);
      isWhole &&= follows;
      if (isWhole) whole = first + at + 1;
      if (follows && wasCommit) lastKnown = first + at;
      wasCommit = isOurs && view[from + 1] !== 0;
      before = [swapped(view[from + 4] ?? 0), swapped(view[from + 5] ?? 0)];
    }
  }
  return { whole, lastKnown };
}

/** Of page number, commit mark and page, on from the checksum of the frame before. */
function holdsFrame(
  view: Uint32Array,
  from: number,
  words: number,
  before: readonly [number, number],
): boolean {
  const head = sum(view, from, from + 2, before);
  return holds(view, from + 6, from + words, head, from + 4, swapped);
}

function holds(
  view: Uint32Array,
  from: number,
  to: number,
  before: readonly [number, number],
  place: number,
  read: (word: number) => number,
): boolean {
  const [first, second] = sum(view, from, to, before);
  return first === read(view[place] ?? 0) && second === read(view[place + 1] ?? 0);
}

function sum(
  view: Uint32Array,
  from: number,
  to: number,
  [one, two]: readonly [number, number],
): readonly [number, number] {
  let [first, second] = [one | 0, two | 0];
  for (let at = from; at < to; at += 2) {
    first = (first + (view[at] ?? 0) + second) | 0;
    second = (second + (view[at + 1] ?? 0) + first) | 0;
  }
  return [first >>> 0, second >>> 0];
}

/** Of the log that the header is of: with a new beginning it gets others. */
function isOf({ salts }: Noted, { header }: Log): boolean {
  return salts[0] === header[4] && salts[1] === header[5];
}

function isMissing(path: string, noted: Noted | null): boolean {
  if (noted === null || noted.frames === 0) return false;
  try {
    return statSync(path).size <= HEADER_BYTES;
  } catch {
    return true;
  }
}

/** `null` without one, and for one of before the machine started: what is in such a file was never meant to outlive that. */
function readIndex(path: string): Noted | null {
  try {
    if (statSync(path).mtimeMs < Date.now() - uptime() * 1000) return null;
    const bytes = readFileSync(path);
    const isTwice = bytes.length >= INDEX_HEAD_BYTES && bytes.subarray(0, 48).equals(bytes.subarray(48, 96));
    if (!isTwice || bytes[12] !== 1) return null;
    return { frames: bytes.readUInt32LE(16), salts: [bytes.readUInt32LE(32), bytes.readUInt32LE(36)] };
  } catch {
    return null;
  }
}

function openOrNull(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}

function wordsOf({ buffer, byteOffset, byteLength }: Buffer): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

/** Heads are written big-endian. */
function swapped(word: number): number {
  return ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
