import { existsSync } from 'node:fs';

/** Looked for in this order when neither `--config` nor AXBRIDGE_CONFIG names a file. */
export const CONFIG_PLACES = ['axbridge.yaml', '/etc/axbridge/axbridge.yaml'] as const;

/** The settings file to read. When there is none anywhere it is the first place, so that the error names it. */
export function configPath(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const named = option ?? env['AXBRIDGE_CONFIG'];
  if (named !== undefined && named !== '') return named;
  return CONFIG_PLACES.find((place) => existsSync(place)) ?? CONFIG_PLACES[0];
}
