import { RELEASE_REASONS } from '../../domain/binding/binding.ts';
import { BINDING_MODES, isOpenMode } from '../../domain/binding/binding-mode.ts';
import type { BindingRecord, SealedPart } from '../../domain/binding/binding-record.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { SealingKeys } from '../sealing/sealing-keys.ts';
import type { BindingStatements } from './binding-statements.ts';
import type { OpenSpan } from './open-span.ts';
import type { VersionLog } from './version-log.ts';

/** Writes rows of bindings. */
export class BindingTable {
  readonly #sql: BindingStatements;
  readonly #versions: VersionLog;
  readonly #open: OpenSpan;

  /** @param open to be told when strangers may come through on another number */
  constructor(sql: BindingStatements, versions: VersionLog, open: OpenSpan) {
    this.#sql = sql;
    this.#versions = versions;
    this.#open = open;
  }

  insert(record: BindingRecord, sealed: SealedPart, keys: SealingKeys): void {
    if (isOpenMode(record.mode)) this.#open.forget();
    this.#sql.insert.run(
      record.id,
      record.number,
      record.secondNumber,
      BINDING_MODES.indexOf(record.mode),
      record.extension,
      record.group,
      keys.generation,
      keys.seal(record.id, sealed),
      record.createdAt,
      record.expiresAt,
      record.afterCallMs,
      record.slidingMs,
      record.reference,
      record.graceMs,
      Number(record.takesPins),
    );
  }

  seal(id: number, sealed: SealedPart, keys: SealingKeys): void {
    this.#sql.reseal.run(keys.generation, keys.seal(id, sealed), id);
  }

  /** Of a binding that a call or a wrong PIN may have changed. */
  changeIfOther(record: BindingRecord, changed: BindingRecord, at: EpochMs): void {
    const fields = ['expiresAt', 'afterCallReleaseAt', 'releasedAt', 'use', 'pinTries'] as const;
    if (fields.some((field) => changed[field] !== record[field])) this.change(changed, at);
  }

  /** What is not sealed becomes otherwise, and the log says how it was. */
  change(record: BindingRecord, at: EpochMs): void {
    this.#versions.keep(record.id, at);
    this.update(record);
  }

  update(record: BindingRecord): void {
    this.#sql.update.run(
      record.expiresAt,
      record.afterCallReleaseAt,
      record.expiresAt,
      record.afterCallMs,
      record.slidingMs,
      record.afterCallReleaseAt,
      record.releasedAt,
      record.releaseReason === null ? null : RELEASE_REASONS.indexOf(record.releaseReason),
      record.reference,
      record.graceMs,
      record.use.calls,
      record.use.answeredCalls,
      record.use.talkMs,
      Number(record.takesPins),
      record.pinTries.wrong,
      record.pinTries.lockedUntil,
      record.id,
    );
  }
}
