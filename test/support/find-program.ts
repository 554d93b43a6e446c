import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const FREESWITCH_PLACES = ['/usr/bin', '/usr/local/freeswitch/bin', '/opt/freeswitch/bin'];

/** FreeSWITCH's binary: `FREESWITCH` in the environment, else on `PATH`, else in the usual places; `null` when there is none. */
export function findFreeswitch(): string | null {
  const named = process.env['FREESWITCH'];
  if (named !== undefined && named !== '') return isProgram(named) ? realpathSync(named) : null;
  return findProgram('freeswitch', FREESWITCH_PLACES);
}

/** SIPp's binary, or `null`. `SIPP` in the environment names it. */
export function findSipp(): string | null {
  const named = process.env['SIPP'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : null;
  return findProgram('sipp', ['/usr/bin', '/usr/local/bin']);
}

/** The first program of this name on `PATH` or in the places given, with links followed. */
export function findProgram(name: string, places: readonly string[] = []): string | null {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), ...places];
  const found = directories.map((directory) => join(directory, name)).find(isProgram);
  return found === undefined ? null : realpathSync(found);
}

/** The modules that belong to this FreeSWITCH, where they lie beside it; `null` leaves it to what was compiled in. */
export function modulesOf(freeswitch: string): string | null {
  const prefix = dirname(dirname(freeswitch));
  const places = [join(prefix, 'lib/freeswitch/mod'), join(prefix, 'mod')];
  return places.find((place) => existsSync(join(place, 'mod_sofia.so'))) ?? null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
