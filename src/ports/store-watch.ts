import type { EventType } from '../domain/event/event-type.ts';

/** Told how a store writes. */
export interface StoreWatch {
  /** An order to write goes to the store. */
  ordered(): void;
  /**
   * It was carried out, or not.
   * @param order such as `bind`
   * @param results a word for each thing that was ordered: `done`, or why not
   * @param waitedSeconds as whoever gave the order has waited: for its turn, and for the commit
   */
  settled(order: string, results: readonly string[], waitedSeconds: number): void;
  /** One transaction, with all the orders that share its commit. */
  committed(seconds: number): void;
  /** So many events of a type were written with a commit. */
  told(type: EventType, count: number): void;
  /** Monotone seconds. */
  now(): number;
}
