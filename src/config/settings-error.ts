/** A place in the settings: keys and list positions from the top. */
export type SettingPath = readonly (string | number)[];

/** One thing that is wrong with a setting. */
export interface SettingsProblem {
  /** `axbridge.yaml:12:5` (line and column from 1), or the name of an environment variable. */
  readonly place: string;
  /** Such as `gateways[0].host`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong and what is allowed. Never holds a secret. */
  readonly message: string;
}

/** The settings cannot be used. Names everything that is wrong, not only the first of it. */
export class SettingsError extends Error {
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[]) {
    super(
      problems
        .map(({ place, path, message }) => [place, path, message].filter(Boolean).join(': '))
        .join('\n'),
    );
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/** `gateways[0].host`. */
export function printPath(path: SettingPath): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${part}`))
    .join('');
}
