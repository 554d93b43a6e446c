/* The switch of bench-events.ts, as a process of its own: takes one connection, and writes events to it as it is told. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { castEvent, eventMoulds } from './switch-events.ts';

/** What to send: so many events, so many a second, or as fast as the connection takes them. */
export interface Sending {
  readonly events: number;
  readonly perSecond: number | null;
}

/** Written at once. */
const BATCH = 50;

const moulds = eventMoulds();
let sequence = 0;

async function send(socket: Socket, { events, perSecond }: Sending): Promise<void> {
  const began = nowUs();
  for (let sent = 0; sent < events; sent += BATCH) {
    const dueUs = perSecond === null ? nowUs() : began + (sent * 1e6) / perSecond;
    // The timer counts whole milliseconds; what comes due within the next is sent at once.
    if (dueUs - nowUs() >= 1000) await pause(Math.floor((dueUs - nowUs()) / 1000));
    const frames = Array.from({ length: Math.min(BATCH, events - sent) }, () => {
      const mould = moulds[sequence % moulds.length];
      if (mould === undefined) throw new Error('no event');
      sequence += 1;
      return Buffer.from(castEvent(mould, sequence, perSecond === null ? nowUs() : dueUs));
    });
    if (!socket.write(Buffer.concat(frames))) await once(socket, 'drain');
  }
}

/** One clock for all processes of the machine. */
function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

const server = createServer((socket) => {
  socket.on('error', () => process.exit(0)).setNoDelay(true);
  socket.write('Content-Type: auth/request\n\n');
  let commands = '';
  socket.on('data', (chunk) => {
    commands += chunk.toString('latin1');
    for (let end = commands.indexOf('\n\n'); end >= 0; end = commands.indexOf('\n\n')) {
      commands = commands.slice(end + 2);
      socket.write('Content-Type: command/reply\nReply-Text: +OK accepted\n\n');
    }
  });
  process.on('message', (sending: Sending) => void send(socket, sending));
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const bytes = moulds.reduce((sum, { frame }) => sum + frame.length, 0) / moulds.length;
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined, bytes });
});
