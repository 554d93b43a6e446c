import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { Gateway } from '../../domain/gateway/gateway.ts';
import { LOOKUP_PATH } from '../freeswitch/lookup-path.ts';
import type { FreeswitchConfInput, PlanLookup } from './conf-input.ts';
import { calleeLegGuards } from './leg-guards.ts';
import { paramLine, xmlAttribute } from './xml-text.ts';

/** The list of `acl.conf` that `apply-inbound-acl` of the SIP profile names. */
export const CARRIER_ACL = 'axbridge_carriers';
/** The global variable that holds the directory of the prompts (`global_getvar axbridge_sounds`). */
export const SOUNDS_VARIABLE = 'axbridge_sounds';
const GENERATED =
  '<!-- Written by "axbridge freeswitch-conf" from the settings: change those, and write it again. -->';

/** Name inside the configuration directory, and content, of each file that differs between sites. Input is checked already. */
export function siteFiles(input: FreeswitchConfInput): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  files.set('vars.xml', varsXml(input));
  files.set('autoload_configs/acl.conf.xml', aclXml(input.gateways));
  if (input.planLookup !== null) {
    files.set('modules/xml_curl.xml', moduleXml('mod_xml_curl'));
    files.set('autoload_configs/xml_curl.conf.xml', xmlCurlXml(input.planLookup, input.eventSocket.password));
  }
  for (const gateway of input.gateways)
    files.set(`sip_profiles/carriers/${gateway.name}.xml`, gatewayXml(gateway, input.gatewayPingSeconds));
  return files;
}

function varsXml(input: FreeswitchConfInput): string {
  const { sip, tls, eventSocket } = input;
  const ownIp = sip.listenIp === 'auto' ? '$${local_ip_v4}' : sip.listenIp;
  const variables: readonly (readonly [name: string, value: string | number | boolean])[] = [
    ['axbridge_sip_ip', ownIp],
    ['axbridge_sip_port', sip.port],
    ['axbridge_external_ip', sip.externalIp ?? ownIp],
    ['axbridge_rtp_start_port', sip.rtpPorts.first],
    ['axbridge_rtp_end_port', sip.rtpPorts.last],
    ['axbridge_tls', tls !== null],
    ['axbridge_tls_port', tls?.port ?? 5061],
    ['axbridge_tls_directory', tls?.directory ?? '$${certs_dir}'],
    ['axbridge_esl_ip', eventSocket.host],
    ['axbridge_esl_port', eventSocket.port],
    ['axbridge_esl_password', eventSocket.password],
    ['axbridge_dialplan', '$${conf_dir}/dialplan/axbridge.xml'],
    [SOUNDS_VARIABLE, input.soundsDirectory ?? '$${conf_dir}/sounds'],
    ['axbridge_log_level', input.logLevel],
    ['axbridge_core_db', input.coreDatabase],
    ['axbridge_cdr_spool', input.cdrSpool],
    ['disable_system_app_commands', true],
    ['disable_system_api_commands', true],
  ];
  const lines = variables.map(([name, value]) => `  <X-PRE-PROCESS cmd="set" data="${name}=${value}"/>`);
  return fileOf('<include>', [`  ${GENERATED}`, ...lines], '</include>');
}

function moduleXml(module: string): string {
  return fileOf('<include>', [`  ${GENERATED}`, `  <load module="${module}"/>`], '</include>');
}

/** How long a daemon that is there but does not answer may keep a caller waiting, before he waits in park. Whole seconds only. */
const LOOKUP_SECONDS = 1;

/** `enable-post-var` leaves nothing but the channel's name in the body, which the module writes into the log when nobody answers. */
function xmlCurlXml({ port, user }: PlanLookup, password: string): string {
  const place = 'dialplan';
  const url = `http://127.0.0.1:${port}${LOOKUP_PATH}`;
  return fileOf(
    '<configuration name="xml_curl.conf" description="The dialplan asks the daemon">',
    [
      `  ${GENERATED}`,
      '  <bindings>',
      '  <binding name="axbridge">',
      `    <param name="gateway-url" value="${url}" bindings="dialplan"/>`,
      paramLine('use-dynamic-url', true, place),
      paramLine('gateway-credentials', `${user}:${password}`, place),
      paramLine('timeout', LOOKUP_SECONDS, place),
      paramLine('enable-post-var', 'Unique-ID', place),
      '  </binding>',
      '  </bindings>',
    ],
    '</configuration>',
  );
}

function aclXml(gateways: readonly Gateway[]): string {
  const nodes = gateways.flatMap((gateway) =>
    acceptedBlocks(gateway).map(
      (cidr) => `      <node type="allow" cidr="${cidr}"/> <!-- ${gateway.name} -->`,
    ),
  );
  return fileOf(
    '<configuration name="acl.conf" description="Access lists">',
    [
      `  ${GENERATED}`,
      '  <network-lists>',
      `    <list name="${CARRIER_ACL}" default="deny">`,
      ...nodes,
      '    </list>',
      '  </network-lists>',
    ],
    '</configuration>',
  );
}

/** CIDR blocks that a gateway's calls are taken from: those it names, else its own address; none when its host is a name. */
export function acceptedBlocks(gateway: Gateway): readonly string[] {
  if (gateway.acceptFrom.length > 0) return gateway.acceptFrom.map(asCidr);
  return isIP(gateway.host) === 0 ? [] : [asCidr(gateway.host)];
}

function asCidr(block: string): string {
  if (block.includes('/')) return block;
  return `${block}/${isIPv4(block) ? 32 : 128}`;
}

function gatewayXml(gateway: Gateway, pingSeconds: number | null): string {
  const place = `gateway ${gateway.name}`;
  const guards = Object.entries(calleeLegGuards).map(
    ([name, value]) => `      <variable name="${name}" value="${value}" direction="outbound"/>`,
  );
  const lines = [
    `  ${GENERATED}`,
    `  <gateway name="${xmlAttribute(gateway.name, place)}">`,
    paramLine('proxy', proxyOf(gateway), `${place}, host`),
    paramLine('register-transport', gateway.transport, place),
    ...registrationLines(gateway, place),
    // Without it the gateway's own user name stands in From, not X.
    paramLine('caller-id-in-from', true, place),
    ...(pingSeconds === null ? [] : [paramLine('ping', pingSeconds, place)]),
    // The callee's leg is guarded by the gateway as well, whatever dials it.
    '    <variables>',
    ...guards,
    '    </variables>',
    '  </gateway>',
  ];
  return fileOf('<include>', lines, '</include>');
}

function registrationLines(gateway: Gateway, place: string): readonly string[] {
  const registration = gateway.registration;
  // The user name of a trunk that does not register is seen by nobody but must not be FreeSWITCH's default.
  if (registration === null)
    return [paramLine('register', false, place), paramLine('username', 'axbridge', place)];
  const realm = registration.realm ?? gateway.host;
  return [
    paramLine('register', true, place),
    paramLine('username', registration.username, `${place}, registration.username`),
    paramLine('password', registration.password, `${place}, registration.password`),
    paramLine('realm', realm, `${place}, registration.realm`),
    // A carrier that calls the address we registered (gw+name) means the number in To.
    paramLine('extension', 'auto', place),
  ];
}

function proxyOf(gateway: Gateway): string {
  return `${isIPv6(gateway.host) ? `[${gateway.host}]` : gateway.host}:${gateway.port}`;
}

function fileOf(open: string, lines: readonly string[], close: string): string {
  return `${[open, ...lines, close].join('\n')}\n`;
}
