import type { CallId } from '../../domain/call/leg.ts';
import type { BegunCall, CallRecord } from '../../domain/cdr/call-record.ts';
import type { EpochUs, LegRecord } from '../../domain/cdr/leg-record.ts';
import type { CdrQuery, CdrStore, FoundCdr, Settlement, UnsettledCall } from '../../ports/cdr-store.ts';
import type { CdrReader } from './cdr-reader.ts';
import { wireBegun, wireLeg, wireSettlement } from './cdr-wire.ts';
import { storeErrorOf } from './store-failure.ts';
import type { WriterClient } from './writer-client.ts';

/** Call records in the database of the bindings, written by the same thread in the same commits. */
export class SqliteCdrStore implements CdrStore {
  readonly #reader: CdrReader;
  readonly #writer: WriterClient;

  constructor(reader: CdrReader, writer: WriterClient) {
    this.#reader = reader;
    this.#writer = writer;
  }

  async begin(call: BegunCall): Promise<void> {
    await this.#writer.order({ kind: 'cdr-begin', begun: wireBegun(call) }, 'with-others');
  }

  async addLegs(legs: readonly LegRecord[]): Promise<void> {
    if (legs.length > 0)
      await this.#writer.order({ kind: 'cdr-legs', legs: legs.map(wireLeg) }, 'with-others');
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    if (settlements.length === 0) return;
    const order = { kind: 'cdr-settle', settlements: settlements.map(wireSettlement) } as const;
    await this.#writer.order(order, 'with-others');
  }

  async purge(before: EpochUs, limit: number): Promise<number> {
    return await this.#writer.order({ kind: 'cdr-purge', before, limit });
  }

  callsWithLegs(limit: number): readonly CallId[] {
    return this.#read((reader) => reader.callsWithLegs(limit));
  }

  callsBegun(beganBefore: EpochUs, limit: number): readonly CallId[] {
    return this.#read((reader) => reader.callsBegun(beganBefore, limit));
  }

  begun(call: CallId): BegunCall | null {
    return this.#read((reader) => reader.begun(call));
  }

  unsettled(call: CallId): UnsettledCall {
    return this.#read((reader) => reader.unsettled(call));
  }

  find(query: CdrQuery): readonly FoundCdr[] {
    return this.#read((reader) => reader.find(query));
  }

  record(call: CallId): CallRecord | null {
    return this.#read((reader) => reader.record(call));
  }

  #read<T>(read: (reader: CdrReader) => T): T {
    try {
      return read(this.#reader);
    } catch (error) {
      throw storeErrorOf(error, 'read');
    }
  }
}
