import { connect } from 'node:net';

/** What a connection needs of its socket. Handing in another one puts a whole link on a network that is not there. */
export interface EslSocket {
  /** Bytes that were written and have not left yet. */
  readonly writableLength: number;
  write(bytes: Uint8Array): unknown;
  /** Ends it now; what has not left is lost. */
  destroy(): unknown;
  /** Ends it when all that was written has left. */
  destroySoon(): unknown;
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  on(event: 'connect' | 'end' | 'close', listener: () => void): unknown;
}

/** Begins to connect: `connect` or `error` tells what came of it. */
export type OpenSocket = (host: string, port: number) => EslSocket;

/** TCP. A peer that vanished without a word is asked after 10 s of silence. */
export const openTcp: OpenSocket = (host, port) =>
  connect({ host, port, noDelay: true }).setKeepAlive(true, 10_000);
