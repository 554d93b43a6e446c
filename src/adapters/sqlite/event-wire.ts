import type { PoolFacts } from '../../domain/event/event-data.ts';
import type { EpochMs } from '../../domain/instant.ts';
import type { PoolLevel } from '../../ports/pool-levels.ts';
import type { EventForm } from '../sealing/event-text.ts';

/** What the writer thread is asked for. */
export type EventOrder =
  | { readonly kind: 'events-add'; readonly events: readonly EventForm[] }
  | { readonly kind: 'tell-due'; readonly at: EpochMs; readonly leadMs: number; readonly limit: number }
  | {
      readonly kind: 'pool-level';
      readonly pool: string;
      readonly level: PoolLevel;
      readonly facts: PoolFacts;
      readonly at: EpochMs;
    }
  | { readonly kind: 'events-purge'; readonly before: EpochMs; readonly limit: number };

/** The answers, by the kind of the order. */
export interface EventAnswers {
  readonly 'events-add': null;
  readonly 'tell-due': number;
  readonly 'pool-level': null;
  readonly 'events-purge': number;
}
