import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BindRequest } from '../../src/domain/binding/bind-request.ts';
import type { KeyingWay, SwitchWorld } from '../support/switch-world.ts';
import { ModeBench } from './mode-bench.ts';
import type { Refusal } from './mode-call.ts';
import type { Cast } from './mode-cast.ts';
import { describeExtensionCalls } from './modes.extension.ts';
import { describeGroupCalls } from './modes.group.ts';
import { describeOpenCalls } from './modes.open.ts';

const START_MS = 60_000;
const WRONG_DIRECTION: Refusal = { reason: 'wrong-direction', cause: 'OUTGOING_CALL_BARRED', status: 403 };
const NO_BINDING: Refusal = { reason: 'no-binding', cause: 'UNALLOCATED_NUMBER', status: 404 };

type Mode = BindRequest['mode'];
type Caller = 'a' | 'b' | 'c';
type Number = 'x' | 'y';

/** C is a stranger to the binding. */
const REACHED: readonly (readonly [mode: Mode, from: Caller, on: Number, to: Caller, shown: Number])[] = [
  ['two-way', 'a', 'x', 'b', 'x'],
  ['two-way', 'b', 'x', 'a', 'x'],
  ['reverse', 'b', 'x', 'a', 'x'],
  ['a-to-b', 'a', 'x', 'b', 'x'],
  ['b-to-a', 'b', 'x', 'a', 'x'],
  ['axyb', 'a', 'x', 'b', 'y'],
  ['axyb', 'b', 'y', 'a', 'x'],
];

const REFUSED: readonly (readonly [mode: Mode, from: Caller, on: Number, refusal: Refusal])[] = [
  ['two-way', 'c', 'x', NO_BINDING],
  ['reverse', 'a', 'x', WRONG_DIRECTION],
  ['reverse', 'c', 'x', NO_BINDING],
  ['a-to-b', 'b', 'x', WRONG_DIRECTION],
  ['a-to-b', 'c', 'x', NO_BINDING],
  ['b-to-a', 'a', 'x', WRONG_DIRECTION],
  ['b-to-a', 'c', 'x', NO_BINDING],
  ['axyb', 'a', 'y', NO_BINDING],
  ['axyb', 'b', 'x', NO_BINDING],
  ['axyb', 'c', 'x', NO_BINDING],
  ['axyb', 'c', 'y', NO_BINDING],
];

/**
 * Every mode in every direction on every switch, from the store to the telephones. All tests go on at once in one world: each has people
 * and numbers of its own.
 */
export function describeModeCalls<World extends SwitchWorld>(
  kind: string,
  start: () => Promise<World>,
  /** The ways of keying that the switch tells apart. */
  keying: readonly KeyingWay[],
  /** Looks at what went over the wire, after all tests. */
  inspect: (world: World, casts: readonly Cast[]) => void = () => {},
): void {
  describe.concurrent(`calls by mode (${kind})`, () => {
    let bench: ModeBench<World>;
    const cast = (): Cast => bench.cast();

    beforeAll(async () => {
      bench = await ModeBench.open(start);
    }, START_MS);

    afterAll(async () => {
      await bench[Symbol.asyncDispose]();
      expect(bench.strayed, 'called though nobody was to be').toEqual([]);
      inspect(bench.world, bench.casts);
    }, START_MS);

    describeExtensionCalls(cast, keying);
    describeNamedCalls(cast);
    describeOpenCalls(cast);
    describeGroupCalls(cast);
  });
}

/** The modes that name both parties. */
function describeNamedCalls(cast: () => Cast): void {
  it.each(REACHED)('%s: %s calling %s reaches %s, who sees %s', async (mode, from, on, to, shown) => {
    const people = cast();
    await people.bind(mode);
    await people.reaches(people[from], people[to], people[on], people[shown]);
  });

  it.each(REFUSED)('%s: %s calling %s is told why not', async (mode, from, on, refusal) => {
    const people = cast();
    await people.bind(mode);
    await people.isRefused(people[from], refusal, people[on]);
  });

  it('reverse: A is free on X, and each B reaches the A of its own', async () => {
    const people = cast();
    const { a, b, c, d } = people;
    await people.bind('reverse');
    await people.bind('reverse', { b: c });
    await people.bind('reverse', { a: d, b: people.e });
    await Promise.all([people.reaches(b, a), people.reaches(people.e, d)]);
    await people.reaches(c, a);
  });

  it.each([
    ['two-way', 'x'],
    ['axyb', 'y'],
  ] as const)('%s: nobody is reached any more once it was released', async (mode, ofB) => {
    const people = cast();
    const { id } = await people.bind(mode);
    await people.reaches(people.a, people.b, people.x, people[ofB]);
    await people.release(id);
    const cooling = { reason: 'binding-cooling', cause: 'SUBSCRIBER_ABSENT', status: 480 };
    await Promise.all([
      people.isRefused(people.a, cooling),
      people.isRefused(people.b, cooling, people[ofB]),
    ]);
  });
}
