import type { BegunCall, CallRecord } from '../../src/domain/cdr/call-record.ts';
import type { Settlement } from '../../src/ports/cdr-store.ts';
import type { Channel } from '../simulator/channel.ts';
import type { Commit } from './disk.ts';
import { numberOf, personOf } from './numbers.ts';

/** What the telephones know of a leg that has ended. */
interface EndedLeg {
  readonly uuid: string;
  readonly isFirst: boolean;
  /** The two were joined, and the callee had answered. */
  readonly hasTalked: boolean;
  /** Who is at the far end. */
  readonly person: number;
}

interface Owed {
  readonly legs: EndedLeg[];
  /** What a caller dialled; `null` for a callback. */
  readonly dialled: number | null;
  record: CallRecord | null;
}

const MARKED_CALL = /^axb1\.([0-9a-f-]{36})\./;

/** Counts the records: one for each call of which the switch left a file or the daemon wrote down that it began, and no other. */
export class RecordWatch {
  readonly #owed = new Map<string, Owed>();
  recorded = 0;

  /** The switch has left the file of a leg. */
  ended(channel: Channel): void {
    const { uuid, direction, variables, times } = channel;
    const marked = MARKED_CALL.exec(variables.get('axbridge_mark') ?? '')?.[1];
    const isInbound = direction === 'inbound';
    const call = isInbound ? uuid : marked;
    if (call === undefined) throw new Error(`leg ${uuid} belongs to no call`);
    const owed = this.#callOf(call, isInbound ? numberOf(channel.profile.destinationNumber) : null);
    const hasTalked = times.answered !== 0 && times.bridged !== 0;
    const person = personOf(
      isInbound ? channel.profile.originalCallerIdNumber : channel.profile.destinationNumber,
    );
    owed.legs.push({ uuid, isFirst: isInbound || channel.other?.type !== 'originator', hasTalked, person });
  }

  take({ name, arguments: [first] }: Commit): void {
    if (name === 'begin') this.#callOf((first as BegunCall).call, null);
    if (name === 'settle')
      for (const { call, record } of first as readonly Settlement[])
        if (record !== null) this.#recorded(call, record);
  }

  /** Everything is over, and there was time enough. @throws Error for a call without its record, or with one that is not true */
  settle(): void {
    for (const [call, { record, legs }] of this.#owed) {
      if (record === null) throw new Error(`call ${call} has no record; it had ${legs.length} legs`);
      this.#compare(call, record, legs);
    }
    this.#owed.clear();
  }

  get size(): number {
    return this.#owed.size;
  }

  #callOf(call: string, dialled: number | null): Owed {
    const known = this.#owed.get(call) ?? { legs: [], dialled, record: null };
    const owed = known.dialled === null && dialled !== null ? { ...known, dialled } : known;
    this.#owed.set(call, owed);
    return owed;
  }

  #recorded(call: string, record: CallRecord): void {
    const owed = this.#owed.get(call);
    if (owed === undefined) throw new Error(`call ${call} got a record, and was none or had one`);
    const before = owed.record?.revision ?? 0;
    if (record.revision !== before + 1)
      throw new Error(`call ${call}: revision ${record.revision} of its record after ${before}`);
    if (before === 0) this.recorded += 1;
    owed.record = record;
  }

  #compare(call: string, record: CallRecord, legs: readonly EndedLeg[]): void {
    for (const { uuid, isFirst, hasTalked, person } of legs) {
      const found = record.legs.find(({ leg }) => leg === uuid);
      if (found === undefined) throw new Error(`call ${call}: its record is without leg ${uuid}`);
      if (found.party === null || personOf(found.party) !== person)
        throw new Error(`call ${call}: leg ${uuid} was not of the person who is in the record`);
      if (isFirst) continue;
      const isAnswered = record.outcome === 'answered' || record.outcome === 'maximum-length';
      if (hasTalked && !isAnswered && record.outcome !== 'hung-up-by-operator')
        throw new Error(`call ${call}: they talked, and the record says ${record.outcome}`);
      if (hasTalked && (record.callee === null || personOf(record.callee) !== person))
        throw new Error(`call ${call}: the callee is another one in the record`);
    }
  }
}
