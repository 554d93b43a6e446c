import { existsSync } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PoolView } from '../../app/operations.ts';
import { AxbridgeError, isErrorCode } from '../../domain/error-catalogue.ts';
import type { CheckResult, DoctorCheck } from '../../ports/diagnosis.ts';
import { StoreError } from '../../ports/store-error.ts';
import { readKeyFile } from '../system/key-file.ts';

/** Below this a store of a few million bindings no longer fits. */
const LITTLE_SPACE_BYTES = 1024 ** 3;
const OTHERS = 0o077;
/** What a group must not have of a file that it is given to read. */
const MORE_THAN_GROUP_READ = 0o037;

/**
 * The file was read before: what remains is to say so, and that others cannot read its passwords. Root's file that a group may read is
 * the one of a service.
 */
export function configurationCheck(path: string): DoctorCheck {
  return {
    name: 'configuration',
    run: async () => {
      const { mode, uid, gid } = await stat(path);
      const isService = uid === 0 && gid !== 0 && (mode & MORE_THAN_GROUP_READ) === 0;
      if ((mode & OTHERS) === 0 || isService) return ok(path);
      return {
        status: 'warning',
        detail: `${path}: others on this machine can read it, passwords included`,
        advice: `Give it mode 0600: chmod 600 ${path}`,
      };
    },
  };
}

/** @param place.elsewhere where the key is kept when it is in no file; that is not looked at then */
export function keyCheck(place: {
  readonly keyFile: string;
  readonly storeFile: string;
  readonly elsewhere: string | null;
}): DoctorCheck {
  const { keyFile, storeFile, elsewhere } = place;
  return {
    name: 'key',
    run: async () => {
      if (elsewhere !== null) return ok(`from ${elsewhere}`);
      if (inCatalogue(() => readKeyFile(keyFile)) !== null) return ok(`${keyFile}, for its owner only`);
      if (existsSync(storeFile)) throw new AxbridgeError('key-missing', keyFile);
      return {
        status: 'warning',
        detail: `${keyFile} is not there yet`,
        advice: 'It is made at the first start.',
      };
    },
  };
}

/** @param pools by the daemon, or by the store itself where none runs */
export function storeCheck(storeFile: string, pools: () => Promise<readonly PoolView[]>): DoctorCheck {
  return {
    name: 'store',
    run: async () => {
      const all = await pools();
      if (all.length === 0)
        return { status: 'warning', detail: 'there is no pool', advice: 'Add one with `axbridge pool add`.' };
      const numbers = all.reduce((sum, pool) => sum + pool.numbers, 0);
      const live = all.reduce((sum, pool) => sum + pool.liveBindings, 0);
      return ok(`${storeFile}: pools ${all.length}, privacy numbers ${numbers}, live bindings ${live}`);
    },
  };
}

/** Takes a while. @param opened reads all that there is @returns how many bindings it opened */
export function deepCheck(opened: () => Promise<number>): DoctorCheck {
  return {
    name: 'every page',
    run: async () => ok(`both databases are whole, and the key opens all bindings: ${await opened()}`),
  };
}

export function spaceCheck(directory: string): DoctorCheck {
  return {
    name: 'disk',
    run: async () => {
      const { bavail, bsize } = await statfs(existsSync(directory) ? directory : dirname(directory));
      const free = bavail * bsize;
      const detail = `${(free / 1024 ** 3).toFixed(1)} GiB free in ${directory}`;
      if (free >= LITTLE_SPACE_BYTES) return ok(detail);
      return { status: 'warning', detail, advice: 'Make room: a full disk refuses new bindings.' };
    },
  };
}

/** @param daemonVersion asks the daemon; `null` when none runs */
export function daemonCheck(
  socket: string,
  ownVersion: string,
  daemonVersion: () => Promise<string | null>,
): DoctorCheck {
  return {
    name: 'daemon',
    run: async () => {
      const version = await daemonVersion();
      if (version === null)
        return {
          status: 'warning',
          detail: `none answers on ${socket}`,
          advice: 'Start it with `axbridge serve`.',
        };
      if (version === ownVersion) return ok(`axbridge ${version} on ${socket}`);
      const detail = `axbridge ${version} runs, this command line is ${ownVersion}`;
      return { status: 'warning', detail, advice: 'Restart the daemon: calls that are up go on.' };
    },
  };
}

function inCatalogue<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreError && isErrorCode(error.code))
      throw new AxbridgeError(error.code, error.detail, { cause: error });
    throw error;
  }
}

function ok(detail: string): CheckResult {
  return { status: 'ok', detail, advice: null };
}
