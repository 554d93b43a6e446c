import { eventToFact, SUBSCRIBED_EVENTS } from '../../../src/adapters/freeswitch/event-to-fact.ts';
import { EslDesyncError } from '../../../src/esl/codec/errors.ts';
import { EventView } from '../../../src/esl/codec/event-view.ts';
import type { Frame } from '../../../src/esl/codec/frame.ts';
import { FrameDecoder } from '../../../src/esl/codec/frame-decoder.ts';
import { parseReply } from '../../../src/esl/reply.ts';
import { recordedTrace, TRACE_NAMES } from '../../esl/recorded-traces.ts';
import { apiResponse, commandReply, GREETING, plainEvent, plainly } from '../../esl/wire.ts';
import { type FuzzTarget, must, sessionOf } from '../fuzz-target.ts';
import { Random } from '../random.ts';

/** What the switch sends: bytes of the event socket. However they are cut into chunks, the same frames and the same fault come out. */
export const eslFrames: FuzzTarget = {
  name: 'esl-frames',
  what: 'bytes of the event socket',
  dictionary: [
    'Content-Length: ',
    'Content-Type: ',
    'text/event-plain',
    'command/reply',
    'Reply-Text: +OK',
    '\n\n',
    ': ',
  ],
  seeds: () => [
    ...TRACE_NAMES.map((name) => recordedTrace(name).bytes.subarray(0, 8_192)),
    Buffer.from(GREETING + commandReply('+OK accepted') + apiResponse('好')),
    plainEvent({ 'Event-Name': 'CHANNEL_PARK', 'Unique-ID': '00000000-0000-4000-8000-00000000000a' }, 'body'),
  ],
  open: () => sessionOf(takeBytes),
  perSecond: 1_000,
};

interface Decoded {
  readonly frames: readonly Frame[];
  readonly fault: string | null;
}

function takeBytes(input: Buffer): void {
  const whole = decode([input]);
  const pieces = decode(cut(input, new Random(input.length)));
  must(
    whole.fault === pieces.fault,
    `another fault when it comes in pieces: ${whole.fault}, ${pieces.fault}`,
  );
  const [one, other] = [whole, pieces].map(({ frames }) => JSON.stringify(frames.map(plainly)));
  must(one === other, 'other frames when they come in pieces');
  for (const frame of whole.frames) read(frame);
}

function decode(chunks: readonly Buffer[]): Decoded {
  const decoder = new FrameDecoder();
  const frames: Frame[] = [];
  try {
    for (const chunk of chunks) frames.push(...decoder.push(Buffer.from(chunk)));
    return { frames, fault: null };
  } catch (error) {
    if (!(error instanceof EslDesyncError)) throw error;
    return { frames: [...frames, ...error.decodedBefore], fault: error.reason };
  }
}

function cut(input: Buffer, random: Random): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < input.length; ) {
    const length = 1 + random.below(random.oneIn(3) ? 3 : 400);
    chunks.push(input.subarray(at, at + length));
    at += length;
  }
  return chunks;
}

/** Everything that is made of a frame. */
function read(frame: Frame): void {
  parseReply(frame);
  const event = EventView.fromPlain(frame.body);
  for (const [name, value] of event.headers()) must(typeof value === 'string', `${name} has no value`);
  for (const name of SUBSCRIBED_EVENTS) eventToFact(name, event);
}
