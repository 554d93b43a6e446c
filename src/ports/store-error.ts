/**
 * Why a store could not do what was asked. The codes are those of the error catalogue.
 *
 * - `key-missing`: the database is there, its key is not: the real numbers in it are lost with the key.
 * - `key-wrong`: a key, but not the key of this database. Nothing was read or changed.
 * - `key-unsafe`: others than the owner can read the key file.
 * - `key-malformed`: the key is not 32 bytes.
 * - `key-unavailable`: where the key is kept nothing came, or not in time. Nothing was opened.
 * - `key-rotating`: another rotation has to end first.
 * - `store-newer`: a later version of the program has migrated the database.
 * - `store-corrupt`: not a database, damaged, or a sealed number that does not open.
 * - `store-restoring`: a restore of a backup was begun and not completed.
 * - `store-full`, `store-busy`, `store-failed`: nothing was changed.
 * - `store-unknown-outcome`: the write may or may not have happened.
 * - `store-closed`: the store was closed before.
 */
export type StoreErrorCode =
  | 'key-missing'
  | 'key-wrong'
  | 'key-unsafe'
  | 'key-malformed'
  | 'key-unavailable'
  | 'key-rotating'
  | 'store-newer'
  | 'store-corrupt'
  | 'store-restoring'
  | 'store-full'
  | 'store-busy'
  | 'store-failed'
  | 'store-unknown-outcome'
  | 'store-closed';

/** An error of a store. Its message names the place and never holds a real number or a key. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly detail: string;

  constructor(code: StoreErrorCode, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
  }
}
