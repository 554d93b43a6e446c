import type { Database } from 'better-sqlite3';
import type { TenantId } from '../../domain/access/tenant.ts';
import type { PrivacyNumber } from '../../domain/number/privacy-number.ts';
import { policyOf as callPolicyOf, formOf, type PolicyForm } from '../../domain/policy/policy-form.ts';
import { type NumberBlock, NumberCatalogue, type NumberId } from '../../domain/pool/number-catalogue.ts';
import { DEFAULT_POOL_POLICY, type PoolPolicy } from '../../domain/pool/pool.ts';

interface BlockRow {
  readonly first_id: number;
  readonly first: string;
  readonly last: string;
  readonly pool: string | null;
  readonly area_code: string | null;
  readonly locked: number;
}

interface PoolRow {
  readonly name: string;
  readonly policy: string;
}

interface TenantRow {
  readonly tenant: string;
  /** A `PolicyForm`. */
  readonly calls: string;
}

/** A pool's policy as plain data, as it is stored and as it crosses between threads. */
export type PlainPolicy = Omit<Partial<PoolPolicy>, 'calls'> & { readonly calls?: PolicyForm };

export function plainPolicy({ calls, ...rest }: Partial<PoolPolicy>): PlainPolicy {
  return calls === undefined ? rest : { ...rest, calls: formOf(calls) };
}

export function poolPolicyOf({ calls, ...rest }: PlainPolicy): Partial<PoolPolicy> {
  return calls === undefined ? rest : { ...rest, calls: callPolicyOf(calls) };
}

/** Pools and blocks as they are in the database now. */
export function loadCatalogue(db: Database): NumberCatalogue {
  const pools = db.prepare<[], PoolRow>('SELECT name, policy FROM pool').all();
  const blocks = db.prepare<[], BlockRow>('SELECT * FROM number_block').all();
  const tenants = db.prepare<[], TenantRow>('SELECT tenant, calls FROM tenant_policy').all();
  const nextId = db.prepare<[], number>('SELECT next_number FROM meta').pluck().get();
  return new NumberCatalogue(
    new Map(pools.map(({ name, policy }) => [name, policyOf(policy)])),
    blocks.map(blockOf),
    nextId ?? 1,
    new Map(tenants.map(({ tenant, calls }) => [tenant as TenantId, callPolicyOf(JSON.parse(calls))])),
  );
}

/** Writes what differs between the two, inside the transaction that is open. */
export function saveCatalogue(db: Database, before: NumberCatalogue, after: NumberCatalogue): void {
  const remove = db.prepare('DELETE FROM number_block WHERE first_id = ?');
  for (const block of before.blocks) if (!after.blocks.includes(block)) remove.run(block.firstId);
  const insert = db.prepare('INSERT INTO number_block VALUES (?, ?, ?, ?, ?, ?)');
  for (const block of after.blocks) if (!before.blocks.includes(block)) insert.run(...valuesOf(block));
  savePools(db, before.pools, after.pools);
  saveTenants(db, before.tenants, after.tenants);
  db.prepare('UPDATE meta SET next_number = ?, version = version + 1').run(after.nextId);
}

function savePools(
  db: Database,
  before: ReadonlyMap<string, PoolPolicy>,
  after: ReadonlyMap<string, PoolPolicy>,
): void {
  for (const name of before.keys())
    if (!after.has(name)) db.prepare('DELETE FROM pool WHERE name = ?').run(name);
  const upsert = db.prepare('INSERT OR REPLACE INTO pool VALUES (?, ?)');
  for (const [name, policy] of after)
    if (before.get(name) !== policy) upsert.run(name, JSON.stringify(plainPolicy(policy)));
}

function saveTenants(
  db: Database,
  before: NumberCatalogue['tenants'],
  after: NumberCatalogue['tenants'],
): void {
  for (const tenant of before.keys())
    if (!after.has(tenant)) db.prepare('DELETE FROM tenant_policy WHERE tenant = ?').run(tenant);
  const upsert = db.prepare('INSERT OR REPLACE INTO tenant_policy VALUES (?, ?)');
  for (const [tenant, calls] of after)
    if (before.get(tenant) !== calls) upsert.run(tenant, JSON.stringify(formOf(calls)));
}

/** Policies are stored as they were set; a setting that a later version adds gets its default. */
function policyOf(text: string): PoolPolicy {
  const stored: PlainPolicy = JSON.parse(text);
  return { ...DEFAULT_POOL_POLICY, ...poolPolicyOf(stored) };
}

function blockOf(row: BlockRow): NumberBlock {
  return {
    firstId: row.first_id as NumberId,
    range: { first: row.first as PrivacyNumber, last: row.last as PrivacyNumber },
    pool: row.pool,
    areaCode: row.area_code,
    locked: row.locked === 1,
  };
}

function valuesOf(block: NumberBlock): readonly (string | number | null)[] {
  const { firstId, range, pool, areaCode, locked } = block;
  return [firstId, range.first, range.last, pool, areaCode, locked ? 1 : 0];
}
