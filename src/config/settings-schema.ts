import { z } from 'zod';
import { FORWARDED_HEADERS } from '../domain/access/client-address.ts';
import { barring, limits } from './abuse-schema.ts';
import { gateway } from './gateway-schema.ts';
import {
  absolutePath,
  addressBlock,
  choice,
  flag,
  host,
  integer,
  ip,
  matching,
  name,
  path,
  port,
  secret,
  switchPath,
  text,
} from './setting-types.ts';

const DAY_SECONDS = 86_400;
/** A Unix socket's path has 108 bytes on Linux, the last of them zero (unix(7)). */
export const MAX_SOCKET_PATH = 107;

const freeswitchNode = z.strictObject({
  name: name().describe('Name of the node in logs and commands.'),
  host: host()
    .default('127.0.0.1')
    .describe('Where the event socket listens. Keep it on loopback, or in a tunnel.'),
  port: port().default(8021).describe('Port of the event socket.'),
  password: secret().optional().describe('Password of the event socket; or `passwordFile`.'),
  passwordFile: path().optional().describe('File whose first line is the password.'),
});

const routing = z.strictObject({
  ringTimeoutSeconds: integer(5, 600, 'seconds').default(60).describe('How long the called party rings.'),
  maxCallSeconds: integer(10, DAY_SECONDS, 'seconds')
    .nullable()
    .default(7200)
    .describe('Longest conversation, from answer; `null` without end.'),
  firstResponseSeconds: integer(1, 60, 'seconds')
    .default(6)
    .describe('How long a gateway may say nothing before the next one is tried.'),
  ringback: choice(['carrier', 'local'])
    .default('carrier')
    .describe(
      '`carrier`: the caller hears the called network; `local`: our own tone, so that no network can speak a number.',
    ),
  gateways: z
    .array(name(), { error: 'must be a list of gateway names' })
    .min(1, { error: 'must name a gateway, or be left out' })
    .meta({ allowed: 'a list of gateway names' })
    .nullable()
    .default(null)
    .describe('Gateways in the order in which they are tried; `null`: as they are listed.'),
});

const tls = z.strictObject({
  directory: absolutePath().describe('Directory on the switch with `agent.pem` and `cafile.pem`.'),
  port: port().default(5061).describe('SIP port over TLS.'),
});

const httpTls = z.strictObject({
  certFile: path().describe('Certificate with its chain, PEM.'),
  keyFile: path().describe('Private key, PEM.'),
});

const rtpPorts = z
  .strictObject({
    first: integer(1024, 65_535).default(16_384).describe('First UDP port for media.'),
    last: integer(1024, 65_535).default(32_768).describe('Last UDP port for media; a leg takes two.'),
  })
  .refine((ports) => ports.first < ports.last, { error: 'must end above its first port' });

const sip = z.strictObject({
  listenIp: text('auto, or one IP address of the switch', (value) => value === 'auto' || isOneAddress(value))
    .default('auto')
    .describe('Address that FreeSWITCH listens on; `auto`: the one of its default route.'),
  port: port().default(5060).describe('SIP port over UDP and TCP.'),
  externalIp: ip()
    .nullable()
    .default(null)
    .describe('Address that carriers see, behind a translating router.'),
  rtpPorts: rtpPorts.prefault({}),
  tls: tls.nullable().default(null).describe('SIP over TLS; `null` for none.'),
  gatewayPingSeconds: integer(5, 3600, 'seconds')
    .nullable()
    .default(25)
    .describe('Time between two OPTIONS to a gateway; `null` sends none.'),
});

function isOneAddress(value: string): boolean {
  return ip().safeParse(value).success && value !== '0.0.0.0' && !/^[0:]+$/.test(value);
}

const eventFile = z.strictObject({
  directory: absolutePath()
    .nullable()
    .default(null)
    .describe('Directory for files of events, one JSON text a line; `null`: none are written.'),
  maxMegabytes: integer(1, 10_000, 'MB')
    .default(100)
    .describe('A file that is so large is followed by another.'),
  keepDays: integer(1, 36_500, 'days')
    .nullable()
    .default(null)
    .describe('How long files stay; `null`: until somebody removes them.'),
});

/** The settings file, as it is written. Unknown keys are refused everywhere. Order and descriptions go into the documentation. */
export const settingsSchema = z.strictObject({
  dataDir: path()
    .default('/var/lib/axbridge')
    .describe('Directory of the store, its key and the control socket.'),
  numberPlan: z
    .strictObject({
      country: matching(/^[A-Z]{2}$/, 'a country as two capital letters (ISO 3166-1), such as CN')
        .default('CN')
        .describe('Home country: how numbers without a country code are read.'),
      homeAreaCode: matching(/^[1-9][0-9]{0,5}$/, 'an area code in quotes, without the zero before it')
        .nullable()
        .default(null)
        .describe('Area of landlines that carriers deliver without an area code.'),
    })
    .prefault({}),
  store: z
    .strictObject({
      file: path().nullable().default(null).describe('SQLite database; `null`: `axbridge.db` in `dataDir`.'),
      keyFile: path()
        .nullable()
        .default(null)
        .describe('Key that seals real numbers; `null`: `axbridge.key` in `dataDir`.'),
      key: secret()
        .meta({ allowed: 'the key as text', secret: true, environmentOnly: true })
        .optional()
        .describe('The key itself, instead of the file.'),
      keyCommand: z
        .array(
          text('a word on one line', () => true),
          { error: 'must be a list: a program and its words' },
        )
        .min(1, { error: 'must name a program' })
        .max(64, { error: 'must be at most 64 words' })
        .meta({ allowed: 'a list: a program and its words; no shell reads them' })
        .nullable()
        .default(null)
        .describe('Program that prints the key, instead of the file: one that asks a vault.'),
      keyFd: integer(3, 1023)
        .nullable()
        .default(null)
        .describe('File descriptor on which the daemon is given the key at its start, instead of the file.'),
      renewDays: integer(1, 36_500, 'days')
        .nullable()
        .default(7)
        .describe(
          'How often everything is sealed anew under fresh keys, so that no trace of what was forgotten can be read; `null`: never.',
        ),
    })
    .prefault({}),
  freeswitch: z.array(freeswitchNode, { error: 'must be a list of nodes' }).default([]),
  dialplan: z
    .strictObject({
      port: port()
        .nullable()
        .default(null)
        .describe(
          'Port on 127.0.0.1 where the dialplan asks by `mod_xml_curl` what a call is to do; `null`: calls wait for the daemon.',
        ),
    })
    .prefault({}),
  gateways: z.array(gateway, { error: 'must be a list of gateways' }).default([]),
  routing: routing.prefault({}),
  calls: z
    .strictObject({
      maxConcurrent: integer(1, 1_000_000)
        .nullable()
        .default(null)
        .describe('Calls at once; more are refused. `null` without limit.'),
      refuseOverload: flag()
        .default(true)
        .describe(
          'Whether calls are refused while more come than the switch can set up, so that the others are.',
        ),
      allowRealNumberDisplay: flag()
        .default(false)
        .describe(
          'Whether `axbridge call --show-a` may show B the real number of A. Tenants of the HTTP API have it each.',
        ),
    })
    .prefault({}),
  barring: barring.prefault({}),
  limits: limits.prefault({}),
  prompts: z
    .strictObject({
      directory: switchPath()
        .nullable()
        .default(null)
        .describe('Prompts as FreeSWITCH sees them; `null`: beside its generated configuration.'),
      language: choice(['zh', 'en'])
        .default('zh')
        .describe('Language of the prompts where a pool names none.'),
    })
    .prefault({}),
  bindings: z
    .strictObject({
      defaultExpirySeconds: integer(1, 36_500 * DAY_SECONDS, 'seconds')
        .nullable()
        .default(DAY_SECONDS)
        .describe('Life of a binding that names none; `null`: until it is released.'),
      historyDays: integer(0, 36_500, 'days').default(30).describe('How long ended bindings are kept.'),
    })
    .prefault({}),
  cdr: z
    .strictObject({
      spool: absolutePath()
        .default('/dev/shm/axbridge-cdr')
        .describe(
          'Directory in which FreeSWITCH leaves a file for each leg that has ended; best on a tmpfs.',
        ),
      retentionDays: integer(1, 36_500, 'days').default(180).describe('How long call records are kept.'),
    })
    .prefault({}),
  events: z
    .strictObject({
      retentionDays: integer(1, 36_500, 'days').default(7).describe('How long events are kept.'),
      expiringSeconds: integer(0, 30 * DAY_SECONDS, 'seconds')
        .default(300)
        .describe('How long before its expiry a binding is told of (`binding.expiring`); 0: not at all.'),
      file: eventFile.prefault({}),
    })
    .prefault({}),
  recordings: z
    .strictObject({
      directory: path()
        .nullable()
        .default(null)
        .describe('Directory in which recordings are kept, sealed; `null`: `recordings` in `dataDir`.'),
      spool: switchPath()
        .default('/dev/shm/axbridge-recordings')
        .describe('Directory in which FreeSWITCH writes recordings, in the clear; best on a tmpfs.'),
      retentionDays: integer(1, 36_500, 'days').default(90).describe('How long recordings are kept.'),
      encoder: choice(['none', 'opusenc', 'lame'])
        .default('none')
        .describe('What makes recordings smaller after the call, to Opus or MP3; `none`: WAV.'),
      minFreeBytes: integer(0, Number.MAX_SAFE_INTEGER, 'bytes')
        .default(512 * 1024 * 1024)
        .describe('Calls are not recorded while `spool` or `directory` has less room.'),
    })
    .prefault({}),
  sip: sip.prefault({}),
  control: z
    .strictObject({
      socket: text(
        `a path of at most ${MAX_SOCKET_PATH} bytes`,
        (value) => Buffer.byteLength(value) <= MAX_SOCKET_PATH,
      )
        .nullable()
        .default(null)
        .describe('Unix socket between daemon and command line; `null`: `control.sock` in `dataDir`.'),
    })
    .prefault({}),
  http: z
    .strictObject({
      enabled: flag().default(true).describe('Whether the HTTP API is served.'),
      listen: ip()
        .default('127.0.0.1')
        .describe('Address that the HTTP API listens on; another than loopback needs `http.tls`.'),
      port: port().default(8088).describe('Port of the HTTP API.'),
      tls: httpTls.nullable().default(null).describe('HTTPS; `null` for plain HTTP.'),
      allowPlainRemote: flag()
        .default(false)
        .describe('Plain HTTP on another address than loopback: for a proxy or a tunnel that encrypts.'),
      trustedProxies: z
        .array(addressBlock(), { error: 'must be a list of IP addresses and CIDR blocks' })
        .meta({ allowed: 'a list of IP addresses and CIDR blocks (not /0)' })
        .default([])
        .describe(
          'Proxies that are believed in whose request they pass on; for the source networks of API keys.',
        ),
      forwardedHeader: choice(FORWARDED_HEADERS)
        .default('x-forwarded-for')
        .describe('Header in which they say so. It must be one that they write, not one that they pass on.'),
    })
    .prefault({}),
  webhooks: z
    .strictObject({
      allowPrivateAddresses: flag()
        .default(false)
        .describe('Webhooks on loopback, private and other addresses that are not of the internet.'),
      allowPlainHttp: flag()
        .default(false)
        .describe('Webhooks over `http:`, which others can read on the way.'),
      eventTimeoutSeconds: integer(1, 60, 'seconds')
        .default(15)
        .describe('How long an endpoint of events may take to answer.'),
      eventFirstRetryMilliseconds: integer(10, 60_000, 'ms')
        .default(2_000)
        .describe('Wait before an event is sent again; each further wait is twice as long, up to an hour.'),
      eventGiveUpSeconds: integer(1, 7 * DAY_SECONDS, 'seconds')
        .default(DAY_SECONDS)
        .describe('So long after its first attempt an event becomes a dead letter.'),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
        .default('info')
        .describe('Least level that is logged.'),
      pretty: flag().default(false).describe('Lines for people instead of JSON.'),
    })
    .prefault({}),
});

/** What the schema makes of a file: complete, but with passwords in plain text and paths as written. */
export type WrittenSettings = z.output<typeof settingsSchema>;
