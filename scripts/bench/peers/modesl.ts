/*
 * The least that a daemon on modesl can be: a parked call, one command. No decision, no guard, no record.
 * usage: node scripts/bench/peers/modesl.ts PORT PASSWORD DIAL-STRING
 */
import modesl from 'modesl';

const [, , port = '', password = '', dialString = ''] = process.argv;

const connection = new modesl.Connection('127.0.0.1', Number(port), password, () => {
  connection.on('esl::event::CHANNEL_PARK::*', (event) => {
    connection.executeAsync('bridge', dialString, event.getHeader('Unique-ID') ?? '');
  });
  connection.events('plain', 'CHANNEL_PARK', () => process.send?.('ready'));
});
