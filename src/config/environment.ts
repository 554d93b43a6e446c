import { nearWord } from './near-word.ts';
import { type SettingKey, settingKeys } from './setting-keys.ts';
import { printPath, type SettingPath, type SettingsProblem } from './settings-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
type Section = Record<string | number, unknown>;

const PREFIX = 'AXBRIDGE_';
/** Names the settings file itself; read by the command line. */
const CONFIG_VARIABLE = 'AXBRIDGE_CONFIG';
/** What Kubernetes and Docker set by themselves where a service is called `axbridge`. */
const FOREIGN = /^AXBRIDGE_(?:SERVICE_|PORT$|PORT_|NAME$|ENV_)/;

/** `AXBRIDGE_FREESWITCH_<N>_PASSWORD` for `freeswitch.*.password`: the path in capitals; `<N>` counts from 0. */
export function environmentName(path: readonly string[]): string {
  return PREFIX + path.map((part) => (part === '*' ? '<N>' : snakeCase(part))).join('_');
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** What the environment changed, and what in it is wrong. */
export interface Override {
  /** Variable by printed path. */
  readonly origins: ReadonlyMap<string, string>;
  readonly problems: readonly SettingsProblem[];
}

/** Writes the variables of the environment into `settings`. Empty ones count as not set; `null` stands for null. */
export function overrideFromEnvironment(settings: Section, env: Environment): Override {
  const origins = new Map<string, string>();
  const problems: SettingsProblem[] = [];
  for (const name of ownVariables(env)) {
    const value = env[name] ?? '';
    const found = findKey(name);
    if (found === undefined) problems.push({ place: name, path: '', message: unknownVariable(name) });
    else if (found.key.kind === 'section') problems.push(...sectionProblem(name));
    else {
      const message = assign(settings, found.path, typedValue(found.key, value));
      if (message === undefined) origins.set(printPath(found.path), name);
      else problems.push({ place: name, path: printPath(found.path), message });
    }
  }
  return { origins, problems };
}

function ownVariables(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && name !== CONFIG_VARIABLE && !FOREIGN.test(name))
    .filter((name) => env[name] !== '' && env[name] !== undefined)
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
}

function findKey(name: string): { readonly key: SettingKey; readonly path: SettingPath } | undefined {
  for (const key of settingKeys()) {
    const match = new RegExp(`^${environmentName(key.path).replaceAll('<N>', '([0-9]{1,3})')}$`).exec(name);
    if (match === null) continue;
    const positions = match.slice(1).map(Number);
    return { key, path: key.path.map((part) => (part === '*' ? (positions.shift() ?? 0) : part)) };
  }
  return undefined;
}

function unknownVariable(name: string): string {
  const plain = name.replaceAll(/_[0-9]+_/g, '_<N>_');
  const near = nearWord(
    plain,
    settingKeys().map((key) => environmentName(key.path)),
  );
  return `is no setting${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function sectionProblem(name: string): SettingsProblem[] {
  return [{ place: name, path: '', message: 'is a section: set the keys below it' }];
}

/** A text that does not fit the kind stays a text, for the schema to refuse. */
function typedValue(key: SettingKey, value: string): unknown {
  if (key.nullable && value === 'null') return null;
  if (key.kind === 'integer' && /^-?[0-9]{1,15}$/.test(value)) return Number(value);
  if (key.kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  if (key.kind === 'list') return value.split(',').map((each) => each.trim());
  return value;
}

/** @returns what is wrong, or `undefined`. A section of another type is left alone: the schema refuses it where it stands. */
function assign(settings: Section, path: SettingPath, value: unknown): string | undefined {
  let section: Section = settings;
  for (const [at, part] of path.slice(0, -1).entries()) {
    if (Array.isArray(section) && Number(part) > section.length)
      return `there are only ${section.length} before it; positions count from 0 without a gap`;
    section[part] ??= typeof path[at + 1] === 'number' ? [] : {};
    const next: unknown = section[part];
    if (!isSection(next)) return undefined;
    section = next;
  }
  const last = path.at(-1) ?? '';
  section[last] = value;
  for (const rival of rivals(last)) delete section[rival];
  return undefined;
}

/** A password of the environment replaces the file's `passwordFile`, and the other way round. */
function rivals(key: string | number): readonly string[] {
  if (key === 'password') return ['passwordFile'];
  return key === 'passwordFile' ? ['password'] : [];
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null;
}
