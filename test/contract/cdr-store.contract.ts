import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BindingId } from '../../src/domain/binding/binding.ts';
import type { CallId } from '../../src/domain/call/leg.ts';
import type { CallRecord } from '../../src/domain/cdr/call-record.ts';
import { amendCall } from '../../src/domain/cdr/compose-call.ts';
import type { PrivacyNumber } from '../../src/domain/number/privacy-number.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { CdrQuery, CdrStore } from '../../src/ports/cdr-store.ts';
import {
  A,
  B,
  begun,
  calledLeg,
  callerLeg,
  leg,
  mark,
  recordOf,
  SECOND,
  T0,
  uuid,
  X,
} from '../domain/cdr/given.ts';

const DAY = 86_400 * SECOND;

interface Bench {
  open(): Promise<CdrStore>;
  dispose(): Promise<void>;
}

/** What holds for every `CdrStore`. */
export function describeCdrStore(name: string, bench: Bench): void {
  describe(name, () => {
    let store: CdrStore;

    beforeEach(async () => {
      store = await bench.open();
    });
    afterEach(() => bench.dispose());

    const call = (n: number): CallId => uuid(100 + n) as CallId;
    const record = (n: number, changes: Partial<CallRecord> = {}): CallRecord => ({
      ...recordOf([callerLeg({ call: call(n) }), calledLeg({ call: call(n) })]),
      call: call(n),
      createdAt: T0 + n * SECOND,
      pool: 'main',
      ...changes,
    });
    const write = (...records: readonly CallRecord[]): Promise<void> =>
      store.settle(records.map((one) => ({ call: one.call, record: one, legs: [] })));
    const found = (query: Partial<CdrQuery> = {}): readonly CallId[] =>
      store.find({ limit: 100, ...query }).map((one) => one.record.call);

    it('keeps legs until their call is settled, each once', async () => {
      await store.addLegs([callerLeg(), calledLeg()]);
      await store.addLegs([calledLeg({ cause: 'USER_BUSY' })]);
      const [waiting] = store.callsWithLegs(10);
      const unsettled = store.unsettled(waiting ?? call(0));
      expect(store.callsWithLegs(10)).toHaveLength(1);
      expect(unsettled).toMatchObject({ begun: null, record: null });
      expect(unsettled.legs.map(({ cause }) => cause)).toEqual(['NORMAL_CLEARING', 'NORMAL_CLEARING']);
      const whole = recordOf(unsettled.legs);
      await store.settle([{ call: whole.call, record: whole, legs: [leg(1), leg(2)] }]);
      expect(store.callsWithLegs(10)).toEqual([]);
      expect(store.record(whole.call)?.legs).toHaveLength(2);
    });

    it('gives back a record as it was, numbers and texts included', async () => {
      const one = record(1, { reference: 'order 1', userData: '{"k":1}', mode: 'axe', node: 'one' });
      await write(one);
      const back = store.record(one.call);
      expect(back).toEqual(one);
      expect(back?.caller?.reveal()).toBe(A.reveal());
      expect(back?.callerText?.reveal()).toBe('+8613800138000');
      expect(back?.legs[1]?.partyText?.reveal()).toBe('8613800138001');
    });

    it('remembers a call that began as it is known last until it is settled, and not again after that', async () => {
      await store.begin(begun());
      await store.begin(begun({ node: 'two' }));
      expect(store.callsBegun(T0, 10)).toEqual([]);
      expect(store.callsBegun(T0 + 1, 10)).toHaveLength(1);
      expect(store.unsettled(begun().call)).toMatchObject({ begun: { node: 'two' }, legs: [] });
      expect([store.begun(begun().call), store.begun(call(9))]).toMatchObject([{ node: 'two' }, null]);
      expect(store.unsettled(begun().call).begun?.caller?.reveal()).toBe(A.reveal());
      await write({ ...recordOf([]), call: begun().call });
      await store.begin(begun());
      expect(store.callsBegun(T0 + 1, 10)).toEqual([]);
    });

    it('leaves a leg unsettled that came between the look and the record', async () => {
      await store.addLegs([callerLeg(), calledLeg()]);
      const whole = recordOf([callerLeg()]);
      await store.settle([{ call: whole.call, record: whole, legs: [leg(1)] }]);
      expect(store.unsettled(whole.call).legs.map((one) => one.leg)).toEqual([leg(2)]);
    });

    it('has one record of a call, however often it is written', async () => {
      const first = record(1);
      await write(first);
      await write(amendCall(first, [calledLeg({ leg: leg(3), call: first.call })]));
      expect(found()).toEqual([first.call]);
      expect(found({ number: A })).toEqual([first.call]);
      expect(store.record(first.call)).toMatchObject({ revision: 2 });
    });

    it('finds calls by time, number, X, binding, outcome, tenant and pool, in the order in which they began', async () => {
      const other = RealNumber.of('8613900139000');
      await write(
        record(3, { caller: other }),
        record(1, { outcome: 'busy' }),
        record(2, { x: '+8617000000002' as PrivacyNumber, binding: 8 as BindingId, pool: 'shop/main' }),
        record(4, { callee: other, createdAt: T0 + 2 * DAY, caller: null, pool: null }),
      );
      expect(found()).toEqual([1, 2, 3, 4].map(call));
      expect(found({ since: T0 + 2 * SECOND, until: T0 + 3 * SECOND })).toEqual([call(2)]);
      expect(found({ number: other })).toEqual([3, 4].map(call));
      expect(found({ number: other, until: T0 + DAY })).toEqual([call(3)]);
      expect(found({ number: other, limit: 1 })).toEqual([call(3)]);
      expect(found({ number: RealNumber.of('8613900139001') })).toEqual([]);
      expect(found({ x: X, outcome: 'answered' })).toEqual([3, 4].map(call));
      expect(found({ binding: 8 as BindingId })).toEqual([call(2)]);
      expect(found({ outcome: 'busy' })).toEqual([call(1)]);
      expect(found({ tenant: 'shop' })).toEqual([call(2)]);
      expect(found({ tenant: 'default' })).toEqual([1, 3].map(call));
      expect(found({ pool: 'main', number: B })).toEqual([1, 3].map(call));
    });

    it('gives pages without a gap or a repetition, also of calls that began at one instant', async () => {
      await write(...[1, 2, 3, 4, 5].map((n) => record(n, { createdAt: T0 })));
      const seen: CallId[] = [];
      let after: CdrQuery['after'];
      for (;;) {
        const page = store.find({ limit: 2, number: A, ...(after === undefined ? {} : { after }) });
        seen.push(...page.map((one) => one.record.call));
        after = page.at(-1)?.place;
        if (page.length < 2) break;
      }
      expect(seen).toEqual([1, 2, 3, 4, 5].map(call));
    });

    it('forgets whole days, and what waits from them', async () => {
      await write(record(1), record(2), record(3, { createdAt: T0 + DAY }));
      await store.begin(begun({ call: call(9) }));
      await store.addLegs([callerLeg({ call: call(8), leg: leg(8), mark: mark({ call: call(8) }) })]);
      expect(await store.purge(T0, 10)).toBe(0);
      expect(found()).toHaveLength(3);
      expect(await store.purge(T0 + DAY, 1)).toBe(1);
      let purged = 1;
      while (purged === 1) purged = await store.purge(T0 + DAY, 1);
      expect(found()).toEqual([call(3)]);
      expect(found({ number: A })).toEqual([call(3)]);
      expect(store.callsBegun(T0 * 2, 10)).toEqual([]);
      expect(store.callsWithLegs(10)).toEqual([]);
    });
  });
}
