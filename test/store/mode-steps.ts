import fc from 'fast-check';
import type { BindingMode } from '../../src/domain/binding/binding-mode.ts';
import { BINDING_MODES } from '../../src/domain/binding/binding-mode.ts';

/** Few parties and few numbers, so that everything gets in the way of everything. */
export const PARTIES = 6;
export const NUMBERS = 4;
export const GROUPS = ['drivers', 'riders'] as const;
export const EXTENSIONS = ['1', '2', '12', '34'] as const;

export type Group = (typeof GROUPS)[number];

/** A wish, with parties and numbers by their places. Parts that the mode has no use for are left out when it is made. */
export interface ModeWish {
  readonly mode: BindingMode;
  readonly a: number;
  readonly b: number | null;
  readonly x: number | null;
  readonly y: number | null;
  readonly extension: string | number;
  readonly group: Group;
  readonly lifeMs: number | null;
  readonly afterCallMs: number | null;
  readonly slidingMs: number | null;
  readonly callBackMs: number | null;
  readonly remembersCallers: boolean;
  readonly graceMs: number;
  /** Most calls that may go out, and calls after which it is released; `null` any number. */
  readonly maxCalls: number | null;
  readonly releaseAfterCalls: number | null;
}

/** What shall be otherwise in a binding; `undefined` stays. */
export interface ModeChange {
  readonly a: number | undefined;
  readonly b: number | null | undefined;
  readonly mode: BindingMode | undefined;
  readonly lifeMs: number | null | undefined;
}

/** What may happen to a store. Times are steps of the clock, which may also be set back. */
export type ModeStep =
  | { readonly kind: 'bind'; readonly wish: ModeWish }
  | { readonly kind: 'release'; readonly nth: number }
  | { readonly kind: 'call'; readonly caller: number; readonly x: number; readonly digits: string | null }
  | { readonly kind: 'amend'; readonly nth: number; readonly change: ModeChange }
  | { readonly kind: 'callee'; readonly nth: number; readonly party: number | null; readonly forMs: number }
  | { readonly kind: 'put-group'; readonly group: Group; readonly members: readonly number[] }
  | {
      readonly kind: 'change-group';
      readonly group: Group;
      readonly add: readonly number[];
      readonly remove: readonly number[];
    }
  | { readonly kind: 'remove-group'; readonly group: Group }
  /** The tenant keeps these away, and nobody else. */
  | { readonly kind: 'tenant'; readonly denied: readonly number[] }
  | { readonly kind: 'purge' }
  | { readonly kind: 'clock'; readonly ms: number };

const anyParty = fc.nat(PARTIES - 1);
const anyNumber = fc.nat(NUMBERS - 1);
const anyGroup = fc.constantFrom(...GROUPS);
const term = fc.option(fc.integer({ min: 1, max: 40 }));
const members = fc.uniqueArray(anyParty, { maxLength: 4 });

const wish: fc.Arbitrary<ModeWish> = fc.record({
  mode: fc.constantFrom(...BINDING_MODES),
  a: anyParty,
  b: fc.option(anyParty),
  x: fc.option(anyNumber),
  y: fc.option(anyNumber),
  extension: fc.constantFrom<string | number>(...EXTENSIONS, 1, 2),
  group: anyGroup,
  lifeMs: term,
  afterCallMs: term,
  slidingMs: term,
  callBackMs: fc.option(fc.integer({ min: 1, max: 60 })),
  remembersCallers: fc.boolean(),
  graceMs: fc.constantFrom(0, 0, 10, 50),
  maxCalls: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 2 }),
  releaseAfterCalls: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 2 }),
});

const change: fc.Arbitrary<ModeChange> = fc.record({
  a: fc.option(anyParty, { nil: undefined }),
  b: fc.option(fc.oneof({ weight: 4, arbitrary: anyParty }, fc.constant(null)), { nil: undefined }),
  mode: fc.option(fc.constantFrom(...BINDING_MODES), { nil: undefined, freq: 1 }),
  lifeMs: fc.option(term, { nil: undefined }),
});

const step: fc.Arbitrary<ModeStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('bind' as const), wish }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('call' as const),
      caller: anyParty,
      x: anyNumber,
      digits: fc.option(fc.constantFrom(...EXTENSIONS)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), nth: fc.nat(100) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('amend' as const), nth: fc.nat(100), change }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('callee' as const),
      nth: fc.nat(100),
      party: fc.option(anyParty),
      forMs: fc.integer({ min: 1, max: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('put-group' as const), group: anyGroup, members }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('change-group' as const),
      group: anyGroup,
      add: members,
      remove: members,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove-group' as const), group: anyGroup }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('tenant' as const),
      denied: fc.uniqueArray(anyParty, { maxLength: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -60, max: -1 })),
    }),
  },
);

/** What happens, and how long the pool's cool-down is. */
export const modeHistory = fc.record({
  steps: fc.array(step, { minLength: 10, maxLength: 80 }),
  coolDownMs: fc.constantFrom(0, 25),
  sticky: fc.boolean(),
});
