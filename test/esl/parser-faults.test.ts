import { describe, expect, it } from 'vitest';
import { EventView } from '../../src/esl/codec/event-view.ts';
import type { Frame } from '../../src/esl/codec/frame.ts';
import { FrameDecoder } from '../../src/esl/codec/frame-decoder.ts';
import { parseReply } from '../../src/esl/reply.ts';
import { recordedTrace } from './recorded-traces.ts';
import { apiResponse, commandReply, plainEvent, plainEventOf } from './wire.ts';

/*
 * The faults that were found in the published clients (docs/esl.md), each with the case that showed it. Where a client failed
 * on a stream, the stream is 50 events of 4 KB, as it was there.
 */

const FIFTY_EVENTS = Buffer.concat(
  Array.from({ length: 50 }, (_, index) =>
    plainEvent({ 'Event-Name': 'CUSTOM', Index: `${index}`, Fill: 'x'.repeat(4_000) }),
  ),
);

function decode(...chunks: readonly (Uint8Array | string)[]): Frame[] {
  return decodeAll(chunks);
}

function decodeAll(chunks: readonly (Uint8Array | string)[]): Frame[] {
  const decoder = new FrameDecoder();
  return chunks.flatMap((chunk) => decoder.push(Buffer.from(chunk)));
}

function viewOf(bytes: Uint8Array): EventView {
  const [frame] = decode(bytes);
  if (frame === undefined) throw new Error('no frame');
  return EventView.fromPlain(frame.body);
}

function indexes(frames: readonly Frame[]): number[] {
  return frames.map((frame) => Number(EventView.fromPlain(frame.body).get('Index')));
}

const IN_ORDER = Array.from({ length: 50 }, (_, index) => index);

describe('faults of other clients that this one does not have', () => {
  it('loses no event of a whole stream', () => {
    expect(indexes(decode(FIFTY_EVENTS))).toEqual(IN_ORDER);
  });

  it('loses no event when bytes come one at a time', () => {
    const bytes = [...FIFTY_EVENTS].map((byte) => Uint8Array.of(byte));
    expect(indexes(decodeAll(bytes))).toEqual(IN_ORDER);
  });

  it('loses no event when a chunk ends between the two line feeds of a header block', () => {
    const chunks: Buffer[] = [];
    let from = 0;
    for (let at = FIFTY_EVENTS.indexOf('\n\n'); at !== -1; at = FIFTY_EVENTS.indexOf('\n\n', at + 2)) {
      chunks.push(FIFTY_EVENTS.subarray(from, at + 1));
      from = at + 1;
    }
    expect(indexes(decode(...chunks, FIFTY_EVENTS.subarray(from)))).toEqual(IN_ORDER);
  });

  it('keeps a message whose Content-Length is 0 and the one behind it', () => {
    const frames = decode('Content-Type: api/response\nContent-Length: 0\n\n', commandReply('+OK'));
    expect(frames.map((frame) => frame.type)).toEqual(['api/response', 'command/reply']);
  });

  it('survives half an emoji in the User-Agent of a caller', () => {
    const event = viewOf(
      plainEvent({ 'Event-Name': 'CHANNEL_CREATE', variable_sip_user_agent: 'x%ED%A0%BDy' }),
    );
    expect(event.get('variable_sip_user_agent')).toBe('x\uFFFD\uFFFD\uFFFDy');
    expect(event.isLossy('variable_sip_user_agent')).toBe(true);
    expect(event.raw('variable_sip_user_agent')).toBe('x%ED%A0%BDy');
  });

  it('survives a bare percent sign in a reply', () => {
    const [frame] = decode(commandReply('-ERR 100% wrong %'));
    expect(frame && parseReply(frame)).toEqual({ ok: false, mark: '-ERR', text: '100% wrong %' });
  });

  it('keeps a value that holds a colon and a space', () => {
    expect(viewOf(plainEvent({ 'Event-Name': 'X', Name: 'a: b: c' })).get('Name')).toBe('a: b: c');
  });

  it('decodes percent-encoded values', () => {
    expect(
      viewOf(plainEvent({ 'Caller-Caller-ID-Number': '%2B8613800138001' })).get('caller-caller-id-number'),
    ).toBe('+8613800138001');
  });

  it('finds the inner body by bytes behind a header that is not encoded', () => {
    const inner = Buffer.from('Event-Name: BACKGROUND_JOB\nNote: 呼叫 😀\nContent-Length: 12\n\n+OK 完成\n');
    expect(viewOf(plainEventOf(inner)).body).toBe('+OK 完成\n');
  });

  it('takes a megabyte of the smallest messages in one chunk', () => {
    const smallest = commandReply('+OK');
    const count = Math.ceil(1_048_576 / smallest.length);
    expect(decode(smallest.repeat(count))).toHaveLength(count);
  });

  it('keeps a character whose bytes come in two chunks', () => {
    const bytes = Buffer.from(apiResponse('好'));
    const [frame] = decode(bytes.subarray(0, -1), bytes.subarray(-1));
    expect(frame && parseReply(frame).body).toBe('好');
  });
});

describe('what a real switch sends', () => {
  it('for a variable with half an emoji is read by both of its formats', () => {
    const frames = decode(recordedTrace('call').bytes);
    const plain = frames
      .filter((frame) => frame.type === 'text/event-plain')
      .map((frame) => EventView.fromPlain(frame.body))
      .filter((event) => event.has('variable_agent'));
    expect(plain.length).toBeGreaterThan(0);
    const dump = frames.find((frame) => frame.type === 'api/response' && frame.body[0] === 0x7b);
    const json = EventView.fromJson(Buffer.from(dump?.body ?? []).toString('utf8'));
    expect(json.name).toBe('CHANNEL_DATA');
    expect(json.get('variable_agent')).toBe('a: b %41 😀 \uFFFD\uFFFD\uFFFD%zz');
    expect(json.isLossy('VARIABLE_AGENT')).toBe(true);
    // The plain format does not encode a percent sign that two capital hexadecimal digits follow: %41 comes out as A.
    for (const event of plain) expect(event.get('variable_agent')).toBe('a: b A 😀 \uFFFD\uFFFD\uFFFD%zz');
  });

  it('for a call begins each channel before it ends, and ends it with CHANNEL_DESTROY', () => {
    const events = decode(recordedTrace('call').bytes)
      .filter((frame) => frame.type === 'text/event-plain')
      .map((frame) => EventView.fromPlain(frame.body));
    const legs = new Set(events.map((event) => event.get('Unique-ID')).filter((uuid) => uuid !== undefined));
    expect(legs.size).toBe(2);
    for (const leg of legs) {
      const names = events.filter((event) => event.get('Unique-ID') === leg).map((event) => event.name);
      const order = ['CHANNEL_CREATE', 'CHANNEL_HANGUP', 'CHANNEL_HANGUP_COMPLETE', 'CHANNEL_DESTROY'];
      const places = order.map((name) => names.indexOf(name));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((left, right) => left - right));
    }
  });
});
