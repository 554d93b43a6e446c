import type { Database, Statement } from 'better-sqlite3';
import type { BindRequest } from '../../domain/binding/bind-request.ts';
import type { BindingId } from '../../domain/binding/binding.ts';
import { lifeAt } from '../../domain/binding/binding-life.ts';
import { holdsNumber } from '../../domain/binding/binding-writing.ts';
import type { Contact } from '../../domain/call/route-facts.ts';
import type { EpochMs } from '../../domain/instant.ts';
import { RealNumber } from '../../domain/number/real-number.ts';
import { policyOf } from '../../domain/policy/policy-form.ts';
import type { ProvedTelephone } from '../../domain/policy/proved-telephone.ts';
import {
  addNumbers,
  blocksIn,
  type CatalogueChange,
  type NewNumbers,
  type PoolRefusal,
  removeNumbers,
  setLocked,
  withTenantCalls,
} from '../../domain/pool/catalogue-change.ts';
import type { NumberCatalogue } from '../../domain/pool/number-catalogue.ts';
import { countOf } from '../../domain/pool/number-range.ts';
import type { NumberRange } from '../../domain/pool/pool.ts';
import { Secret } from '../../domain/secret.ts';
import type { Group } from '../../ports/binding-store.ts';
import { readDetails } from '../sealing/details-text.ts';
import type { KeyRing } from '../sealing/key-ring.ts';
import { MasterKey } from '../sealing/master-key.ts';
import { SealingKeys } from '../sealing/sealing-keys.ts';
import { BindingWriter, type WriteContext } from './binding-writer.ts';
import { loadCatalogue, poolPolicyOf, saveCatalogue } from './catalogue-table.ts';
import { CdrWriter } from './cdr-writer.ts';
import { EventWriter, type ToldEvents } from './event-writer.ts';
import { type GroupProblem, GroupTable } from './group-table.ts';
import { beginGeneration, loadKeyRing, retirePrevious, rotatedTo, setRotatedTo } from './key-table.ts';
import { destroysSecrets, LogEmptying } from './log-emptying.ts';
import { RecordingWriter } from './recording-writer.ts';
import { storeErrorOf } from './store-failure.ts';
import { amendmentOf } from './wire-amendment.ts';
import type {
  WireBind,
  WireContact,
  WireNumbers,
  WriteAnswer,
  WriteMessage,
  WriteOrder,
  WriteReply,
} from './write-order.ts';

interface MetaRow {
  readonly next_binding: number;
  readonly version: number;
}

type CallNote = Extract<
  WriteOrder,
  { kind: 'call-routed' | 'call-ended' | 'wrong-pin' | 'remember-telephone' }
>;

/** Carries orders out in groups: one transaction, one commit, then the answers. */
export class WriteSession implements WriteContext {
  readonly #db: Database;
  readonly #bindings: BindingWriter;
  readonly #cdrs: CdrWriter;
  readonly #recordings: RecordingWriter;
  readonly #log: LogEmptying;
  readonly groups: GroupTable;
  readonly events: EventWriter;
  readonly #readMeta: Statement<[], MetaRow>;
  readonly #saveNextBinding: Statement;
  #masters: readonly MasterKey[];
  #version = -1;
  #nextBinding = 1;
  #savedNextBinding = 1;
  #catalogue: NumberCatalogue;
  #ring: KeyRing;
  #told: ToldEvents[] = [];

  /** @throws StoreError `key-wrong` */
  constructor(db: Database, masters: readonly MasterKey[]) {
    this.#db = db;
    this.#masters = masters;
    this.#ring = loadKeyRing(db, masters);
    this.#catalogue = loadCatalogue(db);
    this.#bindings = new BindingWriter(db);
    this.#cdrs = new CdrWriter(db);
    this.#recordings = new RecordingWriter(db);
    this.#log = new LogEmptying(db, true);
    this.groups = new GroupTable(db);
    this.events = new EventWriter(db);
    this.#readMeta = db.prepare<[], MetaRow>('SELECT next_binding, version FROM meta');
    this.#saveNextBinding = db.prepare('UPDATE meta SET next_binding = ?');
  }

  get catalogue(): NumberCatalogue {
    return this.#catalogue;
  }

  get ring(): KeyRing {
    return this.#ring;
  }

  takeBindingId(): BindingId {
    const id = this.#nextBinding as BindingId;
    this.#nextBinding += 1;
    return id;
  }

  /** When one order of the group fails, nothing of the group is kept, and each order is tried alone. */
  run(messages: readonly WriteMessage[]): readonly WriteReply[] {
    try {
      const answers = this.#transaction(messages);
      return messages.map(({ ticket }, place) => ({ ticket, answer: answers[place] ?? null }));
    } catch (error) {
      const { code, detail } = storeErrorOf(error, 'write');
      if (messages.length === 1 || code === 'store-unknown-outcome')
        return messages.map(({ ticket }) => ({ ticket, failure: { code, detail } }));
      return messages.flatMap((message) => this.run([message]));
    }
  }

  /** What was told by the commits since this was asked last. */
  takeTold(): readonly ToldEvents[] {
    const told = this.#told;
    this.#told = [];
    return told;
  }

  #transaction(messages: readonly WriteMessage[]): readonly WriteAnswer[] {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      this.#refresh();
      this.#bindings.begin();
      const answers = messages.map(({ order }) => this.#carryOut(order));
      if (this.#nextBinding !== this.#savedNextBinding) this.#saveNextBinding.run(this.#nextBinding);
      const told = this.events.write(this.#ring);
      this.#commit();
      if (told !== null) this.#told.push(told);
      this.#savedNextBinding = this.#nextBinding;
      this.#log.committed(messages.some(({ order }, place) => destroysSecrets(order, answers[place])));
      return answers;
    } catch (error) {
      this.#version = -1;
      this.events.forget();
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #commit(): void {
    try {
      this.#db.exec('COMMIT');
    } catch (error) {
      throw storeErrorOf(error, 'commit');
    }
  }

  /** Another process may have written since the latest transaction. */
  #refresh(): void {
    const meta = this.#readMeta.get();
    this.#nextBinding = meta?.next_binding ?? 1;
    this.#savedNextBinding = this.#nextBinding;
    if (meta?.version === this.#version) return;
    this.#catalogue = loadCatalogue(this.#db);
    this.#ring = loadKeyRing(this.#db, this.#masters);
    this.#version = meta?.version ?? 0;
  }

  #carryOut(order: WriteOrder): WriteAnswer {
    switch (order.kind) {
      case 'bind':
        return order.requests.map((request) => this.#bindings.bind(requestOf(request), this));
      case 'release':
        return this.#bindings.release(order.id, order.reason, order.at, this);
      case 'amend':
        return this.#bindings.amend(order.id, amendmentOf(order.amendment), order.at, this);
      case 'call-routed':
      case 'call-ended':
      case 'wrong-pin':
      case 'remember-telephone':
        this.#note(order);
        return null;
      case 'set-temporary-callee':
        return this.#bindings.setTemporaryCallee(order.id, contactOf(order.callee), order.at, this);
      case 'put-group':
        return this.groups.put(order.name, order.members.map(numberOf), this.#ring);
      case 'change-group':
        return this.#changeGroup(order);
      case 'remove-group':
        return this.#removeGroup(order.name, order.at);
      case 'purge':
        return this.#bindings.purge(order.endedBefore, order.at, order.limit, this);
      case 'purge-versions':
        return this.#bindings.purgeVersions(order.before, order.limit, this);
      case 'add-numbers':
        return this.#change(addNumbers(this.#catalogue, numbersOf(order.request)));
      case 'set-locked':
        return this.#change(setLocked(this.#catalogue, order.pool, order.range, order.locked));
      case 'remove-numbers':
        return this.#remove(order.pool, order.range, order.at);
      case 'set-tenant-calls':
        this.#write(withTenantCalls(this.#catalogue, order.tenant, policyOf(order.calls)));
        return null;
      case 'begin-rotation':
        this.#beginRotation(order);
        return null;
      case 'rotate':
        return this.#rotate(order.limit);
      case 'cdr-begin':
      case 'cdr-legs':
      case 'cdr-settle':
      case 'cdr-purge':
        return this.#cdrs.carryOut(order, this);
      case 'recording-add':
      case 'recording-hold':
      case 'recording-shred':
      case 'recording-shred-days':
      case 'recording-forget':
        return this.#recordings.carryOut(order, this);
      case 'tell-due':
        return this.#bindings.tellDue(order.at, order.leadMs, order.limit, this);
      case 'events-add':
      case 'pool-level':
      case 'events-purge':
        return this.events.carryOut(order);
    }
  }

  /** What a call has brought about. */
  #note(order: CallNote): void {
    switch (order.kind) {
      case 'call-routed': {
        const { id, at, caller, isCounted, revision } = order;
        this.#bindings.callRouted(id, at, { caller: partyOf(caller), isCounted, revision }, this);
        return;
      }
      case 'call-ended':
        this.#bindings.callEnded(order.id, order.at, order.talk, this);
        return;
      case 'wrong-pin':
        this.#bindings.wrongPin(order.id, order.at, this);
        return;
      case 'remember-telephone':
        this.#bindings.rememberTelephone(order.id, provedOf(order.proved), order.at, this);
        return;
    }
  }

  #change(change: CatalogueChange): PoolRefusal | null {
    if (!change.ok) return change.reason;
    this.#write(change.catalogue);
    return null;
  }

  #write(catalogue: NumberCatalogue): void {
    saveCatalogue(this.#db, this.#catalogue, catalogue);
    this.#catalogue = catalogue;
    this.#version = -1;
  }

  #remove(pool: string, range: NumberRange | null, at: EpochMs): PoolRefusal | null {
    const change = removeNumbers(this.#catalogue, pool, range);
    if (!change.ok) return change.reason;
    // Of a number that is in no pool nobody could be told any more.
    this.#bindings.tellDue(at, 0, Number.MAX_SAFE_INTEGER, this);
    for (const block of blocksIn(this.#catalogue, pool, range) ?? []) {
      const lastId = block.firstId + countOf(block.range) - 1;
      if (this.#bindings.someOn(block.firstId, lastId, (record) => holdsNumber(record, this.#catalogue, at)))
        return 'range-in-use';
    }
    return this.#change(change);
  }

  #changeGroup({ name, add, remove }: Extract<WriteOrder, { kind: 'change-group' }>): Group | GroupProblem {
    return this.groups.change(name, add.map(numberOf), remove.map(numberOf), this.#ring);
  }

  #removeGroup(name: string, at: EpochMs): Group | GroupProblem {
    const isUsed = this.#bindings.someOfGroup(name, (record) => lifeAt(record, at) === 'live');
    return isUsed ? 'group-in-use' : this.groups.remove(name);
  }

  #beginRotation(order: Extract<WriteOrder, { kind: 'begin-rotation' }>): void {
    const master = MasterKey.ofBytes(order.master);
    this.#masters = [...this.#masters, master];
    const next = SealingKeys.derive(master, order.generation, order.salt);
    beginGeneration(this.#db, this.#ring.current, next, order.salt);
    this.#ring = loadKeyRing(this.#db, this.#masters);
    this.#version = -1;
  }

  #rotate(limit: number): number {
    const after = rotatedTo(this.#db);
    const [to, from] = this.#ring.generations;
    if (after === null || to === undefined || from === undefined) return 0;
    const progress = this.#bindings.reseal(after, from, to, limit);
    if (progress === null) {
      if (this.#bindings.resealOthers(from, to, limit) > 0) return 0;
      this.#cdrs.rewrap(from, to);
      this.#recordings.rewrap(from, to);
      this.events.rewrap(from, to);
      retirePrevious(this.#db, this.#masters);
      this.#version = -1;
      return 0;
    }
    setRotatedTo(this.#db, progress.upTo);
    return progress.count;
  }
}

function requestOf(wire: WireBind): BindRequest {
  return { ...wire, a: RealNumber.of(wire.a), b: partyOf(wire.b), details: readDetails(wire.details) };
}

function numbersOf({ policy, ...rest }: WireNumbers): NewNumbers {
  return { ...rest, policy: policy === null ? null : poolPolicyOf(policy) };
}

function numberOf(digits: string): RealNumber {
  return RealNumber.of(digits);
}

function partyOf(digits: string | null): RealNumber | null {
  return digits === null ? null : RealNumber.of(digits);
}

function provedOf({
  side,
  telephone,
  pin,
}: Extract<WriteOrder, { kind: 'remember-telephone' }>['proved']): ProvedTelephone {
  return { side, telephone: RealNumber.of(telephone), pin: new Secret(pin) };
}

function contactOf(wire: WireContact | null): Contact | null {
  return wire === null ? null : { number: RealNumber.of(wire.number), at: wire.at };
}
