import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/esl/codec/frame.ts';
import { FrameDecoder } from '../../src/esl/codec/frame-decoder.ts';
import { recordedTrace, TRACE_NAMES } from './recorded-traces.ts';
import { apiResponse, commandReply, plainEventOf, plainly } from './wire.ts';

function decode(chunks: readonly Uint8Array[]): Frame[] {
  const decoder = new FrameDecoder();
  return chunks.flatMap((chunk) => decoder.push(chunk));
}

/** Cuts at the given offsets, which are in ascending order. */
function cut(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
  const edges = [0, ...offsets, bytes.length];
  return edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
}

/** Equality without building strings: some traces are compared tens of thousands of times. */
function sameFrames(left: readonly Frame[], right: readonly Frame[]): boolean {
  return (
    left.length === right.length &&
    left.every((frame, index) => {
      const other = right[index];
      if (other === undefined || frame.type !== other.type || frame.headers.size !== other.headers.size)
        return false;
      for (const [name, value] of frame.headers) if (other.headers.get(name) !== value) return false;
      return Buffer.compare(frame.body, other.body) === 0;
    })
  );
}

describe.each(TRACE_NAMES)('the recorded trace %s', (name) => {
  const { bytes } = recordedTrace(name);
  const whole = decode([bytes]);

  it('decodes to messages that account for every byte', () => {
    expect(whole.length).toBeGreaterThan(1);
    const decoder = new FrameDecoder();
    const bodies = whole.reduce((sum, frame) => sum + frame.body.length, 0);
    expect(bodies).toBeLessThan(bytes.length);
    // Nothing is held back: a further message comes out at once.
    expect([...decoder.push(bytes), ...decoder.push(Buffer.from(commandReply('+OK')))]).toHaveLength(
      whole.length + 1,
    );
  });

  it('decodes the same when it is split in two at any byte', { timeout: 60_000 }, () => {
    const broken: number[] = [];
    for (let at = 1; at < bytes.length; at += 1) {
      if (!sameFrames(decode(cut(bytes, [at])), whole)) broken.push(at);
    }
    expect(broken).toEqual([]);
  });

  it('decodes the same one byte at a time', () => {
    const chunks = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(sameFrames(decode(chunks), whole)).toBe(true);
  });

  it('decodes the same in random chunks, with empty ones among them', () => {
    const offsets = fc.array(fc.nat({ max: bytes.length }), { maxLength: 40 });
    fc.assert(
      fc.property(offsets, (unsorted) => {
        const sorted = [...unsorted].sort((left, right) => left - right);
        expect(sameFrames(decode(cut(bytes, sorted)), whole)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe.each(['refused', 'rejected'])('the short trace %s', (name) => {
  it('decodes the same when it is split in three at any two bytes', () => {
    const { bytes } = recordedTrace(name);
    const whole = decode([bytes]);
    const broken: [number, number][] = [];
    for (let first = 1; first < bytes.length; first += 1) {
      for (let second = first; second < bytes.length; second += 1) {
        if (!sameFrames(decode(cut(bytes, [first, second])), whole)) broken.push([first, second]);
      }
    }
    expect(broken).toEqual([]);
  });
});

describe('made-up streams', () => {
  const replyText = fc.string({
    unit: fc.constantFrom('+', 'O', 'K', ' ', ':', '%', 'é', '😀', 'a'),
    maxLength: 40,
  });
  const message = fc.oneof(
    replyText.map((text) => Buffer.from(commandReply(text))),
    fc.string({ unit: 'binary', maxLength: 60 }).map((body) => Buffer.from(apiResponse(body))),
    fc.uint8Array({ maxLength: 60 }).map((inner) => plainEventOf(Buffer.from(inner))),
  );

  it('give the same messages however they are cut, and give back the bytes of every body', () => {
    const stream = fc.array(message, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 }),
        (messages, cuts) => {
          const bytes = Buffer.concat(messages);
          const offsets = cuts
            .map((share) => Math.floor(share * bytes.length))
            .sort((left, right) => left - right);
          const frames = decode(cut(bytes, offsets));
          expect(frames).toHaveLength(messages.length);
          for (const [index, frame] of frames.entries()) {
            const sent = messages[index] ?? Buffer.alloc(0);
            const body = sent.subarray(sent.indexOf('\n\n') + 2);
            expect(Buffer.from(frame.body).equals(body)).toBe(true);
          }
        },
      ),
    );
  });

  it('are not changed by what later chunks bring: a body is not overwritten', () => {
    const decoder = new FrameDecoder();
    const first = Buffer.from(apiResponse('first'));
    const frames = [...decoder.push(first.subarray(0, 50)), ...decoder.push(first.subarray(50))];
    const before = frames.map(plainly);
    decoder.push(Buffer.from(apiResponse('other').repeat(20)));
    expect(frames.map(plainly)).toEqual(before);
  });
});
