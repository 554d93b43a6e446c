import { createConnection, type Socket } from 'node:net';

/** A peer of the control socket that says what it is told to, well-formed or not. */
export interface RawPeer {
  readonly socket: Socket;
  send(bytes: string | Buffer): void;
  /** The next line that the server sends, parsed; rejects when the server hangs up instead. */
  line(): Promise<Record<string, unknown>>;
  /** Resolves when the server has closed the connection. */
  closed: Promise<void>;
}

export async function rawPeer(path: string): Promise<RawPeer> {
  const socket = createConnection(path);
  socket.on('error', () => undefined);
  const lines: string[] = [];
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const next = waiting.shift();
      if (next === undefined) lines.push(part);
      else next.resolve(part);
    }
  });
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      for (const { reject } of waiting) reject(new Error('the server hung up'));
      resolve();
    });
  });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return {
    socket,
    closed,
    send: (bytes) => void socket.write(bytes),
    line: async () => {
      const ready = lines.shift();
      const text =
        ready ?? (await new Promise<string>((resolve, reject) => waiting.push({ resolve, reject })));
      return JSON.parse(text) as Record<string, unknown>;
    },
  };
}
