import { FrameDecoder } from '../../src/esl/codec/frame-decoder.ts';
import { recordedTrace } from '../../test/esl/recorded-traces.ts';

/** What a call over SIP has on a switch with everything loaded; the recorded ones, of a loopback channel, have about half. */
export const HEADERS = 200;

/** The kinds that the daemon subscribes to, in the shares in which calls bring them. */
const KINDS = ['CHANNEL_PARK', 'CHANNEL_HANGUP', 'CHANNEL_EXECUTE_COMPLETE', 'CHANNEL_HANGUP_COMPLETE'];
const LEG = 'aaaaaaaa-0000-4000-8000-000000000001';
const SEQUENCE = 'Event-Sequence: ';
/** Of the number in a header that is exchanged in each event. */
const DIGITS = 12;

/** Events as a real switch writes them, as text/event-plain frames, one of each kind. */
export interface EventMould {
  readonly frame: Buffer;
  /** Where the sequence number is, `DIGITS` long. */
  readonly sequenceAt: number;
  readonly sentAt: number;
}

export function eventMoulds(headers = HEADERS): readonly EventMould[] {
  const events = new FrameDecoder()
    .push(recordedTrace('call').bytes)
    .filter(({ type }) => type === 'text/event-plain')
    .map(({ body }) => Buffer.from(body).toString('utf8'));
  return KINDS.map((kind) => {
    const event = events.find((text) => text.startsWith(`Event-Name: ${kind}\n`));
    if (event === undefined) throw new Error(`no ${kind} in the trace`);
    return mouldOf(event, headers);
  });
}

/** The event with a sequence number and the moment of its sending, in microseconds. The buffer is the mould's own. */
export function castEvent(
  { frame, sequenceAt, sentAt }: EventMould,
  sequence: number,
  sentUs: number,
): Buffer {
  frame.write(String(sequence).padStart(DIGITS, '0'), sequenceAt, 'latin1');
  frame.write(String(Math.round(sentUs)).padStart(DIGITS, '0'), sentAt, 'latin1');
  return frame;
}

function mouldOf(event: string, headers: number): EventMould {
  const own = event.trimEnd().split('\n');
  const zeros = '0'.repeat(DIGITS);
  const lines = own.map((line) => (line.startsWith(SEQUENCE) ? `${SEQUENCE}${zeros}` : line));
  lines.push(`variable_axbridge_entry: incoming`, `variable_bench_sent_us: ${zeros}`);
  for (let n = lines.length; n < headers; n += 1)
    lines.push(`variable_sip_bench_${n}: sip%3A8613800138000%40192.0.2.${n}%3A5060%3Btransport%3Dudp`);
  const body = `${lines.join('\n')}\n\n`.replaceAll('agent a', LEG);
  const frame = Buffer.from(
    `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-plain\n\n${body}`,
  );
  const after = (text: string): number => frame.indexOf(text) + text.length;
  return { frame, sequenceAt: after(`\n${SEQUENCE}`), sentAt: after('\nvariable_bench_sent_us: ') };
}
