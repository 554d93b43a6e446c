import type { FreeswitchConfInput } from '../../../src/adapters/freeswitch-conf/conf-input.ts';
import { gatewayAt } from '../../support/gateways.ts';

/** An input that is written as it is; tests change what they are about. */
export const goodInput: FreeswitchConfInput = {
  gateways: [gatewayAt('carrier-a', '192.0.2.10', 5060), gatewayAt('carrier-b', '192.0.2.20', 5080)],
  sip: { listenIp: '198.51.100.5', port: 5060, externalIp: null, rtpPorts: { first: 20_000, last: 21_999 } },
  tls: null,
  eventSocket: { host: '127.0.0.1', port: 8021, password: 'example-password-1' },
  planLookup: null,
  soundsDirectory: null,
  logLevel: 'err',
  coreDatabase: '/dev/shm/example-core.db',
  cdrSpool: '/dev/shm/example-cdr',
  gatewayPingSeconds: 25,
};
