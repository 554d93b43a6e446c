/** Every kind of message that mod_event_socket.c of FreeSWITCH 1.10 can send to an inbound client. */
const CONTENT_TYPES = [
  'auth/request',
  'command/reply',
  'api/response',
  'text/event-plain',
  'text/event-json',
  'text/event-xml',
  'log/data',
  'text/disconnect-notice',
  'text/rude-rejection',
] as const;

export type ContentType = (typeof CONTENT_TYPES)[number];

/** One message of the event socket. */
export interface Frame {
  readonly type: ContentType;
  /** Headers by lower-case name; of a name that occurs twice the first. Values are as sent. */
  readonly headers: ReadonlyMap<string, string>;
  /** Exactly `Content-Length` bytes, none when that is 0 or absent. May be a view on the received chunk. */
  readonly body: Uint8Array;
}

export function isContentType(text: string | undefined): text is ContentType {
  return (CONTENT_TYPES as readonly (string | undefined)[]).includes(text);
}
