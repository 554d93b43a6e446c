/*
 * The least that a daemon on esl-lite can be: a parked call, one command. No decision, no guard, no record.
 * usage: node scripts/bench/peers/esl-lite.ts PORT PASSWORD DIAL-STRING
 */
import { FreeSwitchClient } from 'esl-lite';
import pino from 'pino';

const [, , port = '', password = '', dialString = ''] = process.argv;
/** Of the command, until the call has ended. */
const LIMIT_MS = 120_000;

const client = new FreeSwitchClient({
  host: '127.0.0.1',
  port: Number(port),
  password,
  logger: pino({ level: 'silent' }),
});
client.on('CHANNEL_PARK', ({ body }) => {
  void client.execute_uuid(body.uniqueID ?? '', 'bridge', dialString, {}, LIMIT_MS);
});
await client.bgapi('status', LIMIT_MS);
process.send?.('ready');
