import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkInput } from '../../../src/adapters/freeswitch-conf/check-input.ts';
import type { FreeswitchConfInput } from '../../../src/adapters/freeswitch-conf/conf-input.ts';
import { siteFiles } from '../../../src/adapters/freeswitch-conf/site-files.ts';
import type { Gateway } from '../../../src/domain/gateway/gateway.ts';
import { gatewayAt } from '../../support/gateways.ts';
import { goodInput } from './conf-input.ts';

const withGateway = (changes: Partial<Gateway>): FreeswitchConfInput => ({
  ...goodInput,
  gateways: [gatewayAt('carrier-a', '192.0.2.10', 5060, changes)],
});
const withSocket = (changes: Partial<FreeswitchConfInput['eventSocket']>): FreeswitchConfInput => ({
  ...goodInput,
  eventSocket: { ...goodInput.eventSocket, ...changes },
});
const withSip = (changes: Partial<FreeswitchConfInput['sip']>): FreeswitchConfInput => ({
  ...goodInput,
  sip: { ...goodInput.sip, ...changes },
});

const tls = { directory: '/etc/tls', port: 5061 };

describe('A value is refused by its place', () => {
  test.each([
    ['eventSocket.host', withSocket({ host: '0.0.0.0' })],
    ['eventSocket.host', withSocket({ host: '192.0.2.1' })],
    ['eventSocket.host', withSocket({ host: '127.0.0.1.example' })],
    ['eventSocket.password', withSocket({ password: 'short' })],
    ['eventSocket.password', withSocket({ password: 'has a space in it' })],
    ['eventSocket.password', withSocket({ password: 'quote"in-the-middle' })],
    ['eventSocket.port', withSocket({ port: 0 })],
    ['sip.listenIp', withSip({ listenIp: '0.0.0.0' })],
    ['sip.listenIp', withSip({ listenIp: 'sip.example' })],
    ['sip.externalIp', withSip({ externalIp: '"/>' })],
    ['sip.port', withSip({ port: 70_000 })],
    ['sip.rtpPorts', withSip({ rtpPorts: { first: 3_000, last: 2_000 } })],
    ['tls.directory', { ...goodInput, tls: { directory: 'relative', port: 5061 } }],
    ['soundsDirectory', { ...goodInput, soundsDirectory: `/a/\${system(x)}` }],
    ['coreDatabase', { ...goodInput, coreDatabase: '/a"b' }],
    ['gatewayPingSeconds', { ...goodInput, gatewayPingSeconds: 1 }],
    ['gateways[0].name', withGateway({ name: '../../evil' })],
    ['gateways[0].name', withGateway({ name: '' })],
    ['gateways[0].host', withGateway({ host: 'a b' })],
    ['gateways[0].host', withGateway({ host: 'host;transport=tcp' })],
    ['gateways[0].port', withGateway({ port: 1.5 })],
    [
      'gateways[0].registration.username',
      withGateway({ registration: { username: 'a@b', password: 'x', realm: null } }),
    ],
    [
      'gateways[0].registration.password',
      withGateway({ registration: { username: 'a', password: '', realm: null } }),
    ],
    [
      'gateways[0].registration.realm',
      withGateway({ registration: { username: 'a', password: 'x', realm: '"' } }),
    ],
    ['gateways[0].transport', withGateway({ transport: 'tls' })],
    ['gateways[0].host', { ...withGateway({ transport: 'tls' }), tls }],
    ['gateways[0].acceptFrom[1]', withGateway({ acceptFrom: ['192.0.2.0/24', '192.0.2.0/33'] })],
    ['gateways[0].acceptFrom[0]', withGateway({ acceptFrom: ['carrier.example'] })],
    [
      'gateways[1].name',
      { ...goodInput, gateways: [...goodInput.gateways.slice(0, 1), ...goodInput.gateways.slice(0, 1)] },
    ],
  ])('%s (case %#)', (place, input) => {
    expect(() => checkInput(input)).toThrow(expect.objectContaining({ name: 'FreeswitchConfError', place }));
  });

  test('and a password is never repeated', () => {
    for (const password of ['secret one', 'secret\u0000', 'secret'])
      expect(() => checkInput(withSocket({ password }))).toThrow(/^(?!.*secret)/s);
  });
});

test('What is good is accepted', () => {
  expect(() => checkInput(goodInput)).not.toThrow();
  expect(() => checkInput(withSip({ listenIp: 'auto' }))).not.toThrow();
  expect(() => checkInput(withSip({ listenIp: '2001:db8::1' }))).not.toThrow();
  expect(() =>
    checkInput({ ...withGateway({ transport: 'tls', host: 'sip.carrier.example' }), tls }),
  ).not.toThrow();
});

describe('Credentials of a gateway', () => {
  const fileFor = (password: string): string => {
    const input = withGateway({ registration: { username: 'user', password, realm: null } });
    checkInput(input);
    return siteFiles(input).get('sip_profiles/carriers/carrier-a.xml') ?? '';
  };

  test('never break out of their attribute, whatever they are', () => {
    const shape = fileFor('x').replace(/value="[^"]*"/g, 'value');
    const unit = fc.oneof(
      fc.constantFrom(...'"<>&\'$!-{}x'.split('')),
      fc.string({ unit: 'binary', maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1, maxLength: 60 }), (password) => {
        let xml: string;
        try {
          xml = fileFor(password);
        } catch (error) {
          expect(error).toMatchObject({ name: 'FreeswitchConfError' });
          return;
        }
        expect(xml.replace(/value="[^"<>]*"/g, 'value')).toBe(shape);
      }),
    );
  });

  test.each(['a\nb', 'a\u0000b', '$${x}', 'X-Pre-Process', '\ud800'])(
    'are refused when the preprocessor would act on them: %j',
    (password) => {
      expect(() => fileFor(password)).toThrow(expect.objectContaining({ name: 'FreeswitchConfError' }));
    },
  );
});
