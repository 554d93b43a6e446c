import type { Database, Statement } from 'better-sqlite3';
import type { AuditNote } from '../../ports/access-store.ts';
import { storeErrorOf } from '../sqlite/store-failure.ts';
import type { AccessBatch, AccessOrder } from './access-order.ts';
import { EndpointWriter } from './endpoint-writer.ts';

/** Carries orders out: one transaction and one commit a batch. */
export class AccessSession {
  readonly #db: Database;
  readonly #statements = new Map<string, Statement>();
  readonly #endpoints: EndpointWriter;

  constructor(db: Database) {
    this.#db = db;
    this.#endpoints = new EndpointWriter((sql, values) => this.#run(sql, values));
  }

  /** @throws StoreError; nothing of the batch was kept then, unless the outcome is unknown */
  run(batch: AccessBatch): readonly number[] {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const changes = batch.map((order) => this.#carryOut(order));
      this.#commit();
      return changes;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw storeErrorOf(error, 'write');
    }
  }

  #commit(): void {
    try {
      this.#db.exec('COMMIT');
    } catch (error) {
      throw storeErrorOf(error, 'commit');
    }
  }

  #carryOut(order: AccessOrder): number {
    switch (order.kind) {
      case 'note':
        return this.#append(order.note);
      case 'remember': {
        const { tenant, key, fingerprint, startedAt, answer } = order.record;
        const values = [tenant, key, fingerprint, startedAt, answer?.status ?? null, answer?.body ?? null];
        return this.#run('INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, ?)', values);
      }
      case 'forget':
        return this.#run('DELETE FROM idempotency WHERE tenant = ? AND key = ?', [order.tenant, order.key]);
      case 'forget-before':
        return this.#run('DELETE FROM idempotency WHERE started_at < ?', [order.startedBefore]);
      case 'add-tenant':
      case 'change-tenant':
      case 'add-key':
      case 'revoke-key':
        return this.#audited(this.#change(order), order.note);
      case 'add-endpoint':
      case 'change-endpoint':
      case 'disable-endpoint':
      case 'remove-endpoint':
      case 'move-endpoint':
      case 'redeliver':
        return this.#audited(this.#endpoints.change(order), order.note);
      case 'keep-progress':
      case 'endpoint-moved':
      case 'forget-dead':
        return this.#endpoints.record(order);
    }
  }

  #change(
    order: Extract<AccessOrder, { kind: `${'add' | 'change' | 'revoke'}-${'tenant' | 'key'}` }>,
  ): number {
    switch (order.kind) {
      case 'add-tenant': {
        const { id, name, createdAt, disabled, realNumberDisplay } = order.tenant;
        const values = [id, name, createdAt, disabled ? 1 : 0, realNumberDisplay ? 1 : 0];
        return this.#run('INSERT OR IGNORE INTO tenant VALUES (?, ?, ?, ?, ?)', values);
      }
      case 'change-tenant': {
        const { id, name, disabled, realNumberDisplay } = order.tenant;
        const values = [name, disabled ? 1 : 0, realNumberDisplay ? 1 : 0, id];
        return this.#run(
          'UPDATE tenant SET name = ?, disabled = ?, real_number_display = ? WHERE id = ?',
          values,
        );
      }
      case 'add-key': {
        const { id, tenant, digest, label, scopes, sourceNetworks, rateLimit, createdAt, expiresAt } =
          order.key;
        const terms = JSON.stringify({ scopes, sourceNetworks, rateLimit });
        const values = [id, tenant, digest, label, terms, createdAt, expiresAt];
        return this.#run('INSERT OR IGNORE INTO api_key VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL)', values);
      }
      case 'revoke-key':
        return this.#run(
          'UPDATE api_key SET revoked_at = ? WHERE tenant = ? AND id = ? AND revoked_at IS NULL',
          [order.at, order.tenant, order.id],
        );
    }
  }

  /** What changed is seen by every process that reads the version; what did not change leaves no line. */
  #audited(changes: number, note: AuditNote): number {
    if (changes === 0) return 0;
    this.#run('UPDATE meta SET version = version + 1', []);
    this.#append(note);
    return changes;
  }

  #append({ at, tenant, actor, action, subject, outcome, request }: AuditNote): number {
    const values = [at, tenant, actor, action, subject, outcome, request];
    return this.#run('INSERT INTO audit VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)', values);
  }

  #run(sql: string, values: readonly (string | number | null)[]): number {
    const statement = this.#statements.get(sql) ?? this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement.run(...values).changes;
  }
}
