import { join, resolve } from 'node:path';
import { Secret } from '../domain/secret.ts';
import type { Finding } from './describe-issue.ts';
import { readPasswordFile } from './password-file.ts';
import type { FreeswitchNodeSettings, GatewaySettings, HttpSettings, Settings } from './settings.ts';
import type { SettingPath } from './settings-error.ts';
import { MAX_SOCKET_PATH, type WrittenSettings } from './settings-schema.ts';

export type BuildResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Makes written settings complete: absolute paths, passwords out of their files and into `Secret`s; frozen through and through. */
export function buildSettings(written: WrittenSettings, directory: string): BuildResult {
  const passwords = new Passwords(directory);
  const dataDir = resolve(directory, written.dataDir);
  const inDirectory = (path: string | null, name: string) =>
    path === null ? join(dataDir, name) : resolve(directory, path);
  const { store, control, routing, http, recordings } = written;
  const settings: Settings = {
    ...written,
    dataDir,
    store: {
      ...store,
      file: inDirectory(store.file, 'axbridge.db'),
      keyFile: inDirectory(store.keyFile, 'axbridge.key'),
      key: store.key === undefined ? null : new Secret(store.key),
    },
    recordings: { ...recordings, directory: inDirectory(recordings.directory, 'recordings') },
    control: { socket: inDirectory(control.socket, 'control.sock') },
    http: { ...http, tls: http.tls === null ? null : inPlace(http.tls, directory) },
    freeswitch: written.freeswitch.map((node, at) => buildNode(node, passwords, at)),
    gateways: written.gateways.map((gateway, at) => buildGateway(gateway, passwords, at)),
    routing: { ...routing, gateways: routing.gateways ?? written.gateways.map(({ name }) => name) },
  };
  const findings = [...passwords.findings, ...socketFindings(settings.control.socket)];
  return findings.length > 0 ? { ok: false, findings } : { ok: true, settings: deepFreeze(settings) };
}

function inPlace(
  { certFile, keyFile }: NonNullable<HttpSettings['tls']>,
  directory: string,
): HttpSettings['tls'] {
  return { certFile: resolve(directory, certFile), keyFile: resolve(directory, keyFile) };
}

/** Again, since the path is longer now than it was written. */
function socketFindings(socket: string): Finding[] {
  if (Buffer.byteLength(socket) <= MAX_SOCKET_PATH) return [];
  const message = `must be a path of at most ${MAX_SOCKET_PATH} bytes; it is ${socket}`;
  return [{ path: ['control', 'socket'], message }];
}

function buildNode(
  node: WrittenSettings['freeswitch'][number],
  passwords: Passwords,
  at: number,
): FreeswitchNodeSettings {
  const { name, host, port } = node;
  return { name, host, port, password: passwords.read(node, ['freeswitch', at]) };
}

function buildGateway(
  gateway: WrittenSettings['gateways'][number],
  passwords: Passwords,
  at: number,
): GatewaySettings {
  if (gateway.registration === null) return { ...gateway, registration: null };
  const { username, realm } = gateway.registration;
  const password = passwords.read(gateway.registration, ['gateways', at, 'registration']);
  return { ...gateway, registration: { username, realm, password } };
}

/** Reads passwords and collects what is wrong with their files. */
class Passwords {
  readonly findings: Finding[] = [];
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  read(
    given: { readonly password?: string | undefined; readonly passwordFile?: string | undefined },
    path: SettingPath,
  ): Secret {
    if (given.passwordFile === undefined) return new Secret(given.password ?? '');
    const reading = readPasswordFile(resolve(this.#directory, given.passwordFile));
    if (reading.ok) return reading.password;
    this.findings.push({ path: [...path, 'passwordFile'], message: reading.problem });
    return new Secret('');
  }
}

function deepFreeze<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) deepFreeze(each);
  return Object.freeze(value);
}
