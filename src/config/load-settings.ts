import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { buildSettings } from './build-settings.ts';
import { checkSettings } from './check-settings.ts';
import { describeIssue, type Finding } from './describe-issue.ts';
import { type Environment, type Override, overrideFromEnvironment } from './environment.ts';
import type { Settings } from './settings.ts';
import { printPath, type SettingPath, SettingsError, type SettingsProblem } from './settings-error.ts';
import { settingsSchema } from './settings-schema.ts';
import { parseYaml, type YamlSource } from './yaml-source.ts';

const MAX_FILE_BYTES = 1_048_576;

/**
 * Reads the settings file, lets the environment override it, validates, and reads the password files it names.
 * Relative paths, those of the environment too, count from the directory of the file.
 * @throws SettingsError with everything that is wrong
 */
export function loadSettings(file: string, env: Environment): Settings {
  return parseSettings(file, readSettingsFile(file), env);
}

/** As `loadSettings`, of a text that was read already; `file` names it in messages and is where paths count from. */
export function parseSettings(file: string, text: string, env: Environment): Settings {
  const source = parseYaml(file, text);
  const value = withoutEmptySections(source.value);
  refuseKeyInFile(value, source);
  const override: Override = isSection(value)
    ? overrideFromEnvironment(value, env)
    : { origins: new Map(), problems: [] };
  const locate = (finding: Finding): SettingsProblem => locateFinding(finding, source, override);
  const parsed = settingsSchema.safeParse(value);
  const findings = parsed.success
    ? checkSettings(parsed.data)
    : parsed.error.issues.flatMap((issue) => describeIssue(issue, (path) => valueAt(value, path)));
  const problems = [...override.problems, ...findings.map(locate)];
  if (problems.length > 0 || !parsed.success) throw new SettingsError(problems);
  const built = buildSettings(parsed.data, dirname(resolve(file)));
  if (!built.ok) throw new SettingsError(built.findings.map(locate));
  return built.settings;
}

/** The settings of an empty file: no switch and no gateway. */
export function defaultSettings(): Settings {
  return parseSettings('/etc/axbridge/axbridge.yaml', '', {});
}

function readSettingsFile(file: string): string {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new SettingsError([{ place: file, path: '', message: 'is no file' }]);
    if (stat.size > MAX_FILE_BYTES)
      throw new SettingsError([{ place: file, path: '', message: 'is too large for a settings file' }]);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const advice = code === 'ENOENT' ? '; axbridge init writes one' : '';
    throw new SettingsError([{ place: file, path: '', message: `cannot be read (${code})${advice}` }]);
  }
}

/** A section whose keys are all commented out is null in YAML, and meant to be empty. */
function withoutEmptySections(value: unknown): unknown {
  if (!isSection(value) || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null));
}

/** A key beside the database's path would be copied with the settings: it comes from its own file or the environment. */
function refuseKeyInFile(value: unknown, source: YamlSource): void {
  if (valueAt(value, ['store', 'key']) === undefined) return;
  const message =
    'does not belong into the file: use store.keyFile, or the environment variable AXBRIDGE_STORE_KEY';
  throw new SettingsError([{ place: source.placeOfKey(['store'], 'key'), path: 'store.key', message }]);
}

function locateFinding(
  { path, key, message }: Finding,
  source: YamlSource,
  { origins }: Override,
): SettingsProblem {
  const printed = printPath(path);
  const variable = origins.get(printed) ?? originBelow(origins, printed);
  if (key !== undefined) return { place: source.placeOfKey(path, key), path: printed, message };
  return { place: variable ?? source.placeOf(path), path: printed, message };
}

/** The items of a list that came from one variable. */
function originBelow(origins: ReadonlyMap<string, string>, printed: string): string | undefined {
  return origins.get(printed.replace(/\[[0-9]+\]$/, ''));
}

function valueAt(value: unknown, path: SettingPath): unknown {
  return path.reduce<unknown>((section, part) => (isSection(section) ? section[part] : undefined), value);
}

function isSection(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}
