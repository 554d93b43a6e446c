import { isIP, isIPv4 } from 'node:net';
import type { Gateway, GatewayRegistration } from '../../domain/gateway/gateway.ts';
import { FreeswitchConfError, type FreeswitchConfInput, type SipListener } from './conf-input.ts';

const GATEWAY_NAME = /^[a-z0-9-]{1,32}$/;
const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/;
const ESL_PASSWORD = /^[A-Za-z0-9._~+/=-]{12,128}$/;
/** What needs no escaping as the user of a SIP URI, where the user name also stands (RFC 3261, section 25.1). */
const SIP_USER = /^[A-Za-z0-9._~!*()&=+,/-]{1,128}$/;
/** No quote, bracket, ampersand or dollar sign: the path passes through the preprocessor, the XML parser and channel variables. */
const PLAIN_PATH = /^\/[^"'<>&$\\{}|\p{Cc}]{0,1000}$/u;
const LEAST_PING_SECONDS = 5;

/** @throws FreeswitchConfError at the first value that FreeSWITCH would misread or that would open the switch. */
export function checkInput(input: FreeswitchConfInput): void {
  checkSip(input.sip);
  checkEventSocket(input.eventSocket);
  if (input.tls !== null) {
    checkPath(input.tls.directory, 'tls.directory');
    checkPort(input.tls.port, 'tls.port');
  }
  if (input.planLookup !== null) checkPort(input.planLookup.port, 'dialplan.port');
  if (input.soundsDirectory !== null) checkPath(input.soundsDirectory, 'soundsDirectory');
  checkPath(input.coreDatabase, 'coreDatabase');
  checkPath(input.cdrSpool, 'cdrSpool');
  const ping = input.gatewayPingSeconds;
  need(
    ping === null || (Number.isInteger(ping) && ping >= LEAST_PING_SECONDS),
    'gatewayPingSeconds',
    `must be a whole number of seconds, at least ${LEAST_PING_SECONDS}`,
  );
  checkGateways(input);
}

function checkSip(sip: SipListener): void {
  need(sip.listenIp === 'auto' || isIP(sip.listenIp) !== 0, 'sip.listenIp', 'must be an IP address, or auto');
  need(!isWildcard(sip.listenIp), 'sip.listenIp', 'must be one address, not all of them');
  need(sip.externalIp === null || isIP(sip.externalIp) !== 0, 'sip.externalIp', 'must be an IP address');
  checkPort(sip.port, 'sip.port');
  checkPort(sip.rtpPorts.first, 'sip.rtpPorts.first');
  checkPort(sip.rtpPorts.last, 'sip.rtpPorts.last');
  need(sip.rtpPorts.last > sip.rtpPorts.first, 'sip.rtpPorts', 'the last port must be above the first');
}

function checkEventSocket(eventSocket: FreeswitchConfInput['eventSocket']): void {
  need(
    isLoopback(eventSocket.host),
    'eventSocket.host',
    'must be a loopback address: whoever reaches the port can end FreeSWITCH without a password; run the daemon beside the ' +
      'switch, or reach it through a tunnel',
  );
  checkPort(eventSocket.port, 'eventSocket.port');
  need(
    ESL_PASSWORD.test(eventSocket.password),
    'eventSocket.password',
    'must be 12 to 128 characters of A-Z a-z 0-9 . _ ~ + / = -',
  );
}

function checkGateways(input: FreeswitchConfInput): void {
  const names = new Set<string>();
  for (const [index, gateway] of input.gateways.entries()) {
    const place = `gateways[${index}]`;
    checkGateway(gateway, place);
    need(!names.has(gateway.name), `${place}.name`, `${gateway.name} names another gateway already`);
    need(
      gateway.transport !== 'tls' || input.tls !== null,
      `${place}.transport`,
      'tls needs the directory with certificates (tls.directory)',
    );
    // Sofia compares the host with the certificate's DNS names only (tport_tls.c), so an address is never proved and calls time out.
    need(
      gateway.transport !== 'tls' || isIP(gateway.host) === 0,
      `${place}.host`,
      "must be the name in the carrier's certificate, not an address, for tls",
    );
    names.add(gateway.name);
  }
}

function checkGateway(gateway: Gateway, place: string): void {
  need(GATEWAY_NAME.test(gateway.name), `${place}.name`, 'must be 1 to 32 of a-z 0-9 -');
  need(
    isIP(gateway.host) !== 0 || HOST_NAME.test(gateway.host),
    `${place}.host`,
    'must be a host name or an IP address',
  );
  checkPort(gateway.port, `${place}.port`);
  const registration = gateway.registration;
  if (registration !== null) checkRegistration(registration, `${place}.registration`);
  for (const [index, block] of gateway.acceptFrom.entries())
    need(isCidr(block), `${place}.acceptFrom[${index}]`, 'must be an IP address or a CIDR block');
}

function checkRegistration(registration: GatewayRegistration, place: string): void {
  need(
    SIP_USER.test(registration.username),
    `${place}.username`,
    'must be 1 to 128 of A-Z a-z 0-9 . _ ~ ! * ( ) & = + , / -',
  );
  need(registration.password !== '', `${place}.password`, 'must not be empty');
  // In an Authorization header; the rest is refused where it is written.
  need(
    registration.realm === null || /^[^"\\]{1,255}$/.test(registration.realm),
    `${place}.realm`,
    'must be 1 to 255 characters without quotes',
  );
}

function isCidr(block: string): boolean {
  const [address = '', bits, ...rest] = block.split('/');
  if (rest.length > 0 || isIP(address) === 0) return false;
  return bits === undefined || (/^[0-9]{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128));
}

function isLoopback(host: string): boolean {
  return host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function isWildcard(ip: string): boolean {
  return ip === '0.0.0.0' || ip === '::';
}

function checkPort(port: number, place: string): void {
  need(Number.isInteger(port) && port >= 1 && port <= 65_535, place, 'must be a port from 1 to 65535');
}

function checkPath(path: string, place: string): void {
  need(PLAIN_PATH.test(path), place, 'must be an absolute path without quotes, brackets, & or $');
}

function need(holds: boolean, place: string, problem: string): void {
  if (!holds) throw new FreeswitchConfError(place, problem);
}
