import type { Finding } from './describe-issue.ts';
import { nearWord } from './near-word.ts';
import type { SettingPath } from './settings-error.ts';
import type { WrittenSettings } from './settings-schema.ts';

/** What is wrong between settings that are right one by one. */
export function checkSettings(settings: WrittenSettings): readonly Finding[] {
  return [
    ...doubleNames(settings.freeswitch, 'freeswitch'),
    ...doubleNames(settings.gateways, 'gateways'),
    ...settings.freeswitch.flatMap((node, at) => passwordFindings(node, ['freeswitch', at])),
    ...settings.gateways.flatMap(({ registration }, at) =>
      registration === null ? [] : passwordFindings(registration, ['gateways', at, 'registration']),
    ),
    ...keyFindings(settings),
    ...tlsFindings(settings),
    ...plainHttpFindings(settings),
    ...orderFindings(settings),
  ];
}

function doubleNames(list: readonly { readonly name: string }[], key: string): Finding[] {
  const names = list.map((each) => each.name);
  return names.flatMap((name, at) =>
    names.indexOf(name) === at
      ? []
      : [{ path: [key, at, 'name'], message: `${name} is a name that an earlier one has` }],
  );
}

interface Password {
  readonly password?: string | undefined;
  readonly passwordFile?: string | undefined;
}

function passwordFindings({ password, passwordFile }: Password, path: SettingPath): Finding[] {
  if (password !== undefined && passwordFile !== undefined)
    return [
      { path: [...path, 'passwordFile'], message: 'password and passwordFile are both given: one is enough' },
    ];
  if (password === undefined && passwordFile === undefined)
    return [{ path, message: 'password or passwordFile is missing' }];
  return [];
}

function keyFindings({ store }: WrittenSettings): Finding[] {
  const given = (['key', 'keyCommand', 'keyFd'] as const).filter((name) => (store[name] ?? null) !== null);
  return given.slice(1).map((name) => ({
    path: ['store', name],
    message: `${given[0]} and ${name} are both given: one is enough`,
  }));
}

function tlsFindings({ gateways, sip }: WrittenSettings): Finding[] {
  if (sip.tls !== null) return [];
  return gateways.flatMap(({ transport }, at) =>
    transport === 'tls'
      ? [{ path: ['gateways', at, 'transport'], message: 'tls needs certificates: sip.tls is missing' }]
      : [],
  );
}

/** An API key on an unencrypted line is everybody's key. */
function plainHttpFindings({ http }: WrittenSettings): Finding[] {
  const isLoopback = /^127\.|^::1$/.test(http.listen);
  if (!http.enabled || isLoopback || http.tls !== null || http.allowPlainRemote) return [];
  const message = 'others can reach this address: give http.tls, or set http.allowPlainRemote to true';
  return [{ path: ['http', 'listen'], message }];
}

function orderFindings({ gateways, routing }: WrittenSettings): Finding[] {
  const names = gateways.map((each) => each.name);
  const order = routing.gateways ?? [];
  return order.flatMap((name, at) => {
    const path = ['routing', 'gateways', at];
    if (order.indexOf(name) !== at) return [{ path, message: `${name} is in the list already` }];
    if (names.includes(name)) return [];
    const near = nearWord(name, names);
    return [{ path, message: `${name} is no gateway${near === undefined ? '' : `; did you mean ${near}?`}` }];
  });
}
