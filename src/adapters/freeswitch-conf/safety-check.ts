import { calleeLegGuards } from './leg-guards.ts';
import { type ConfValues, elementIn, paramsIn, profileIn, variablesSetIn } from './read-conf-xml.ts';
import {
  dialplanSettings,
  eventSocketSettings,
  isAsWanted,
  profileSettings,
  type SafetyRisk,
  type SafetySetting,
  switchSettings,
  wantedInWords,
  wellKnownPasswords,
} from './safety-settings.ts';
import { CARRIER_ACL } from './site-files.ts';

export interface SafetyFinding {
  readonly holds: boolean;
  /** Where to set it right: `profile axbridge`, `switch.conf`, `gateway carrier-a`, ... */
  readonly place: string;
  readonly setting: string;
  readonly wanted: string;
  /** What the switch says; never a password. */
  readonly found: string;
  readonly risk: SafetyRisk;
  readonly otherwise: string;
}

/** One API command, and how to read its answer. */
export interface SafetyQuery {
  readonly command: string;
  check(answer: string): readonly SafetyFinding[];
}

export interface SafetyScope {
  /** Both `axbridge` unless an existing FreeSWITCH needs other names. */
  readonly profile?: string;
  readonly context?: string;
  /** Names of the gateways that must be there. */
  readonly gateways: readonly string[];
}

const REQUIRED_MODULES = [
  'mod_sofia',
  'mod_dptools',
  'mod_commands',
  'mod_dialplan_xml',
  'mod_sndfile',
  'mod_tone_stream',
];
/** An address of RFC 5737 that no carrier has. */
const NOBODY = '192.0.2.1';

/**
 * The questions that tell whether a running FreeSWITCH keeps numbers apart. Only reading commands.
 *
 * Two kinds of answers: what the switch *does* (api-expansion, missing `system` commands, access lists, the guards of gateways, the
 * running profile) and, where FreeSWITCH cannot be asked that, what its loaded XML *says* (`xml_locate`). A profile that was not
 * restarted since the XML changed may still do something else.
 */
export function safetyQueries(scope: SafetyScope): readonly SafetyQuery[] {
  const profile = scope.profile ?? 'axbridge';
  const context = scope.context ?? 'axbridge';
  return [
    settingsQuery('switch.conf', 'switch.conf', switchSettings, paramsIn),
    settingsQuery('event_socket.conf', 'event_socket.conf', eventSocketSettings, paramsIn),
    passwordQuery(),
    settingsQuery('sofia.conf', `profile ${profile}`, profileSettings, (xml) =>
      paramsIn(profileIn(xml, profile) ?? ''),
    ),
    dialplanQuery(context),
    runningProfileQuery(profile, context),
    apiExpansionQuery(),
    systemQuery('application'),
    systemQuery('api'),
    aclQuery(),
    ...REQUIRED_MODULES.map(moduleQuery),
    ...scope.gateways.flatMap((gateway) => gatewayQueries(gateway, profile)),
  ];
}

function settingsQuery(
  file: string,
  place: string,
  settings: readonly SafetySetting[],
  read: (xml: string) => ConfValues,
): SafetyQuery {
  return {
    command: `xml_locate configuration configuration name ${file}`,
    check: (answer) => findings(place, settings, read(answer)),
  };
}

function dialplanQuery(context: string): SafetyQuery {
  return {
    command: `xml_locate dialplan context name ${context}`,
    check: (answer) => [
      ...findings(`dialplan context ${context}`, dialplanSettings, variablesSetIn(answer)),
      {
        holds:
          /<action application="park"/.test(answer) &&
          !/application="(bridge|transfer|socket|export)"/.test(answer),
        place: `dialplan context ${context}`,
        setting: 'applications',
        wanted: 'park, and nothing that connects or exports',
        found: applicationsIn(answer).join(' ') || 'none',
        risk: 'leak',
        otherwise: 'calls are connected without the daemon',
      },
      {
        holds: /<action application="set_name"/.test(answer),
        place: `dialplan context ${context}`,
        setting: 'set_name',
        wanted: 'a name of the channel, before park',
        found: 'not there',
        risk: 'leak',
        otherwise: "FreeSWITCH's log names channels by the number that calls, when something fails",
      },
    ],
  };
}

function applicationsIn(xml: string): readonly string[] {
  return [...new Set([...xml.matchAll(/<action application="([^"]*)"/g)].map((match) => match[1] ?? ''))];
}

function passwordQuery(): SafetyQuery {
  return {
    command: 'xml_locate configuration configuration name event_socket.conf',
    check: (answer) => {
      const known = (paramsIn(answer).get('password') ?? ['']).some((password) =>
        wellKnownPasswords.has(password),
      );
      return [
        {
          holds: !known,
          place: 'event_socket.conf',
          setting: 'password',
          wanted: 'a random one',
          found: known ? 'one that everybody knows' : 'another one',
          risk: 'danger',
          otherwise: 'every program on the machine commands the switch',
        },
      ];
    },
  };
}

function runningProfileQuery(profile: string, context: string): SafetyQuery {
  return {
    command: `sofia xmlstatus profile ${profile}`,
    check: (answer) => {
      const wanted: readonly (readonly [string, string])[] = [
        ['context', context],
        ['dialplan', 'XML'],
        ['proxy-media', 'false'],
        ['nomedia', 'false'],
      ];
      return wanted.map(([setting, value]) => {
        const found = elementIn(answer, setting);
        return {
          holds: found === value,
          place: `running profile ${profile}`,
          setting,
          wanted: value,
          found: found ?? 'no such profile',
          risk: 'service',
          otherwise: 'calls go elsewhere, or the profile does not run',
        };
      });
    },
  };
}

function apiExpansionQuery(): SafetyQuery {
  return {
    // A harmless API command inside an expression: executed unless api-expansion is off.
    command: `eval \${version()}`,
    check: (answer) => {
      const denied = /permission denied/i.test(answer);
      return [
        {
          holds: denied,
          place: 'running switch',
          setting: 'api-expansion',
          wanted: 'denied',
          found: denied ? 'denied' : 'executed',
          risk: 'danger',
          otherwise: "callers' values can run API commands",
        },
      ];
    },
  };
}

function systemQuery(kind: 'application' | 'api'): SafetyQuery {
  return {
    command: `show ${kind}`,
    check: (answer) => {
      const listed = answer.startsWith('name,');
      const has = /^(bg_)?system,/m.test(answer);
      return [
        {
          holds: listed && !has,
          place: 'vars.xml',
          setting: kind === 'api' ? 'disable_system_api_commands' : 'disable_system_app_commands',
          wanted: 'true, when FreeSWITCH starts',
          found: !listed ? 'not readable' : has ? `the ${kind} system exists` : 'true',
          risk: 'danger',
          otherwise: 'who commands the switch commands the machine',
        },
      ];
    },
  };
}

function aclQuery(): SafetyQuery {
  return {
    command: `acl ${NOBODY} ${CARRIER_ACL}`,
    check: (answer) => [
      {
        holds: answer.trim() === 'false',
        place: 'acl.conf',
        setting: CARRIER_ACL,
        wanted: 'carriers only',
        found: answer.trim() === 'false' ? 'carriers only' : 'lets strangers in',
        risk: 'danger',
        otherwise: 'strangers can place calls',
      },
    ],
  };
}

function moduleQuery(module: string): SafetyQuery {
  return {
    command: `module_exists ${module}`,
    check: (answer) => [
      {
        holds: answer.trim() === 'true',
        place: 'modules.conf',
        setting: module,
        wanted: 'loaded',
        found: answer.trim() === 'true' ? 'loaded' : 'not loaded',
        risk: 'service',
        otherwise: 'calls fail',
      },
    ],
  };
}

function gatewayQueries(gateway: string, profile: string): readonly SafetyQuery[] {
  const place = `gateway ${gateway}`;
  const guards = Object.entries(calleeLegGuards).map(
    ([name, value]): SafetyQuery => ({
      command: `sofia_gateway_data ${gateway} ovar ${name}`,
      check: (answer) => [
        {
          holds: answer.trim() === value,
          place,
          setting: name,
          wanted: value,
          found: answer.startsWith('-ERR') ? 'not set' : answer.trim(),
          risk: 'leak',
          otherwise: "the daemon's own guards are the only ones",
        },
      ],
    }),
  );
  return [gatewayStatusQuery(gateway, profile), ...guards];
}

function gatewayStatusQuery(gateway: string, profile: string): SafetyQuery {
  return {
    command: `sofia xmlstatus gateway ${gateway}`,
    check: (answer) => {
      const status = elementIn(answer, 'status');
      const its = elementIn(answer, 'profile');
      const shared = {
        place: `gateway ${gateway}`,
        risk: 'service',
        otherwise: 'calls over it fail',
      } as const;
      return [
        {
          ...shared,
          holds: its === profile,
          setting: 'profile',
          wanted: profile,
          found: its ?? 'no such gateway',
        },
        {
          ...shared,
          holds: status === 'UP',
          setting: 'status',
          wanted: 'UP',
          found: status ?? 'no such gateway',
        },
      ];
    },
  };
}

function findings(
  place: string,
  settings: readonly SafetySetting[],
  values: ConfValues,
): readonly SafetyFinding[] {
  return settings.map(({ name, wanted, risk, otherwise }) => {
    const found = values.get(name) ?? [];
    return {
      holds: isAsWanted(wanted, found),
      place,
      setting: name,
      wanted: wantedInWords(wanted),
      found: found.length === 0 ? 'not set' : found.join(', '),
      risk,
      otherwise,
    };
  });
}
