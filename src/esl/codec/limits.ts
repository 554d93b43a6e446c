/** What one message from the switch may cost. The decoder never holds more than one header block and one body. */
export interface CodecLimits {
  /** Longest header block in bytes, its closing blank line included. */
  readonly headerBlockBytes: number;
  /** Longest body in bytes. */
  readonly bodyBytes: number;
}

/**
 * 64 KiB of headers: the frames of mod_event_socket carry two or three short lines; its own buffer for them is 1 KiB.
 * 8 MiB of body: an event is about 15 KB, `show channels as json` about 1.2 KB a channel, so this is some 6,000 of them.
 */
export const DEFAULT_LIMITS: CodecLimits = { headerBlockBytes: 64 * 1024, bodyBytes: 8 * 1024 * 1024 };

/**
 * Longest command in bytes. mod_event_socket.c `read_packet` gives up at 10 MiB and then runs what it has read so far;
 * it also takes each byte of a command by a call of its own, so a long one is a slow one.
 */
export const COMMAND_BYTES = 256 * 1024;

/** Longest `Job-UUID` in bytes: mod_event_socket.c copies it into 37 bytes and cuts what is over, so the job's event would not match. */
export const JOB_UUID_BYTES = 36;
