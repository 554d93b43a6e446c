import type { Frame } from '../../src/esl/codec/frame.ts';

/** Bytes of the event socket, built by meaning. Written apart from src/esl: it must not share its mistakes. */

export const GREETING = 'Content-Type: auth/request\n\n';
export const REFUSED = 'Content-Type: command/reply\nReply-Text: -ERR invalid\n\n';
export const DISCONNECT_NOTICE =
  'Content-Type: text/disconnect-notice\nContent-Length: 67\n\n' +
  'Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n';
export const RUDE_REJECTION =
  'Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n';

export function commandReply(text: string): string {
  return `Content-Type: command/reply\nReply-Text: ${text}\n\n`;
}

export function apiResponse(body: string): string {
  return `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`;
}

/** An event as `switch_event_serialize` writes it; values are to be given as they stand on the wire. */
export function plainEvent(headers: Readonly<Record<string, string>>, body = ''): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  const tail = body === '' ? '\n' : `Content-Length: ${Buffer.byteLength(body)}\n\n${body}`;
  return plainEventOf(Buffer.from(lines.join('') + tail));
}

export function plainEventOf(inner: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`Content-Length: ${inner.length}\nContent-Type: text/event-plain\n\n`),
    inner,
  ]);
}

/** What a frame says, in a form that `toEqual` compares fully. */
export function plainly(frame: Frame): { type: string; headers: [string, string][]; body: string } {
  return {
    type: frame.type,
    headers: [...frame.headers],
    body: Buffer.from(frame.body).toString('latin1'),
  };
}
