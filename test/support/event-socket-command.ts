import { connect, type Socket } from 'node:net';

/**
 * Runs one API command over a connection of its own and returns the answer's body. Deliberately apart from `src/esl`: the tests
 * that look at the switch must not depend on what they test. Blocking reads of one connection, no events, no reconnect.
 *
 * @throws Error when the switch refuses the connection or the password, or closes early.
 */
export async function eventSocketCommand(
  at: { readonly port: number; readonly password: string; readonly host?: string },
  command: string,
): Promise<string> {
  const socket = connect(at.port, at.host ?? '127.0.0.1');
  socket.setTimeout(20_000, () => socket.destroy(new Error(`no answer to: ${command}`)));
  const messages = readMessages(socket);
  try {
    await expectType(messages, 'auth/request');
    socket.write(`auth ${at.password}\n\n`);
    const accepted = await expectType(messages, 'command/reply');
    if (!accepted.headers.includes('+OK')) throw new Error('the switch refuses the event socket password');
    socket.write(`api ${command}\n\n`);
    return (await expectType(messages, 'api/response')).body;
  } finally {
    socket.destroy();
  }
}

interface Message {
  readonly headers: string;
  readonly body: string;
}

async function expectType(messages: AsyncGenerator<Message>, type: string): Promise<Message> {
  const { value, done } = await messages.next();
  if (done === true) throw new Error(`the switch closed the event socket before ${type}`);
  if (!value.headers.includes(`Content-Type: ${type}`)) throw new Error(`not ${type}: ${value.headers}`);
  return value;
}

async function* readMessages(socket: Socket): AsyncGenerator<Message, void> {
  let pending = Buffer.alloc(0);
  for await (const chunk of socket) {
    pending = Buffer.concat([pending, chunk as Buffer]);
    for (;;) {
      const end = pending.indexOf('\n\n');
      if (end < 0) break;
      const headers = pending.subarray(0, end).toString();
      const length = Number(/^Content-Length: ([0-9]+)$/m.exec(headers)?.[1] ?? 0);
      if (pending.length < end + 2 + length) break;
      yield { headers, body: pending.subarray(end + 2, end + 2 + length).toString() };
      pending = pending.subarray(end + 2 + length);
    }
  }
}
