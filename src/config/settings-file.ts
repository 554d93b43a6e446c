import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a starter file says; everything else in it is commented out, with its default. */
export interface StarterSettings {
  readonly dataDir: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly homeAreaCode: string | null;
  /** Of the event socket. */
  readonly freeswitchPassword: string;
}

/**
 * Writes the file that `axbridge init` starts with, readable by its owner only, since it holds a password.
 * @throws the system's error; `EEXIST` when there is a file already, which is left as it is
 */
export function writeSettingsFile(file: string, starter: StarterSettings): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, starterText(starter), { flag: 'wx', mode: 0o600 });
}

/** A JSON string is a double-quoted YAML one (YAML 1.2, section 7.3.1). */
function quoted(text: string): string {
  return JSON.stringify(text);
}

const CDR_SECTION = `
# Call records. FreeSWITCH leaves a file for each leg in the spool, with numbers in the clear: keep it on a tmpfs.
cdr:
#  spool: /dev/shm/axbridge-cdr
#  retentionDays: 180

`;

const EVENTS_SECTION = `# What tenants are told of, by webhooks, streams and files.
events:
#  retentionDays: 7
#  expiringSeconds: 300
#  file: { directory: null, maxMegabytes: 100, keepDays: null }

`;

const RECORDINGS_SECTION = `# Recordings. FreeSWITCH writes them into the spool, in the clear: keep it on a tmpfs or an encrypted disk.
recordings:
#  directory: null
#  spool: /dev/shm/axbridge-recordings
#  retentionDays: 90
#  encoder: none
#  minFreeBytes: 536870912

`;

const HTTP_SECTION = `
# Where the dialplan asks by mod_xml_curl, so that calls wait for nobody; such as 8026 (docs/operations.md).
dialplan:
#  port: null

# The HTTP API. Keep it on loopback behind a proxy that speaks TLS, or give it a certificate.
http:
#  enabled: true
#  listen: 127.0.0.1
#  port: 8088
  # Such as { certFile: http.pem, keyFile: http.key }, without which only loopback is listened on.
#  tls: null
  # Behind a proxy: its address, such as ['127.0.0.1'], and the header in which it names the client.
#  trustedProxies: []
#  forwardedHeader: x-forwarded-for

# The URLs that tenants have asked about their calls, and those that get their events. Only the internet and only HTTPS, unless said here.
webhooks:
#  allowPrivateAddresses: false
#  allowPlainHttp: false
#  eventTimeoutSeconds: 15
#  eventFirstRetryMilliseconds: 2000
#  eventGiveUpSeconds: 86400
`;

const GATEWAY_EXAMPLE = `#gateways:
#  - name: carrier-1
#    host: 192.0.2.10
#    port: 5060
#    transport: udp
#    registration: null
#    numberFormat: e164-plus
#    dialPrefix: ''
#    acceptFrom: ['192.0.2.10']
#    callerHeader: asserted
#    failedVerification: refuse
#    allow: null
#    deny: []
`;

const ABUSE_SECTION = `
# Numbers that are called, as ['+86*', '+852*']; null: those of the home country, without premium-rate ones.
barring:
#  allow: null
#  deny: []

# How many calls are no longer those of people; null for no limit.
limits:
#  callsAMinute: 60
#  callsAtOnce: 4
#  strangersAMinute: 120
#  misses: 10
#  gatewayMisses: 120
`;

/** Prose follows "# ", settings that are commented out follow "#" at once: a test takes the latter in and loads the file. */
export function starterText({ dataDir, country, homeAreaCode, freeswitchPassword }: StarterSettings): string {
  return `# Settings of axbridge. docs/configuration.md explains every one of them.
# Each can be overridden by the environment: AXBRIDGE_ROUTING_RING_TIMEOUT_SECONDS, AXBRIDGE_FREESWITCH_0_PASSWORD.
# SIGHUP reloads what docs/configuration.md marks, and the certificate of the HTTP API.

# Store, key and control socket. Back up the key apart from the store: without it no number can be read again.
dataDir: ${quoted(dataDir)}

# Where numbers without a country code belong.
numberPlan:
  country: ${quoted(country)}
  # Area of landlines that carriers deliver without an area code, without the zero before it.
  homeAreaCode: ${homeAreaCode === null ? 'null' : quoted(homeAreaCode)}

# FreeSWITCH nodes. Keep the event socket on loopback: whoever reaches it rules the switch.
freeswitch:
  - name: local
    host: 127.0.0.1
    port: 8021
    password: ${quoted(freeswitchPassword)}

# Carriers, in order of preference. Calls are taken from the addresses in acceptFrom only.
gateways: []
${GATEWAY_EXAMPLE}
routing:
#  ringTimeoutSeconds: 60
#  maxCallSeconds: 7200
  # How long a gateway may say nothing before the next one is tried.
#  firstResponseSeconds: 6
  # local: our own ringing tone instead of the called network's, so that no announcement can speak a number.
#  ringback: carrier

calls:
#  maxConcurrent: null
#  allowRealNumberDisplay: false
${ABUSE_SECTION}
prompts:
  # As FreeSWITCH sees it.
#  directory: null
#  language: zh

bindings:
#  defaultExpirySeconds: 86400
#  historyDays: 30
${CDR_SECTION}${EVENTS_SECTION}${RECORDINGS_SECTION}# For the configuration that "axbridge freeswitch-conf" writes.
sip:
#  listenIp: auto
#  port: 5060
#  externalIp: null
#  rtpPorts: { first: 16384, last: 32768 }
#  tls: null
#  gatewayPingSeconds: 25
${HTTP_SECTION}
log:
#  level: info
#  pretty: false
`;
}
