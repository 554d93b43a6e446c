import type { CallRouter, Routed } from '../../src/app/call-router.ts';
import { RealNumber } from '../../src/domain/number/real-number.ts';
import type { BindingStore } from '../../src/ports/binding-store.ts';
import type { CdrStore } from '../../src/ports/cdr-store.ts';
import type { SwitchListener, SwitchPort } from '../../src/ports/switch-port.ts';

/** Breaks a part of the product, to see that the witnesses find it. */
export interface Sabotage {
  readonly storeOf?: (store: BindingStore) => BindingStore;
  readonly cdrsOf?: (cdrs: CdrStore) => CdrStore;
  readonly routerOf?: (router: CallRouter) => CallRouter;
  readonly nodeOf?: (node: SwitchPort) => SwitchPort;
}

/** Every so many times something is done otherwise. */
function now(everyNth: number): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % everyNth === 0;
  };
}

/** The thing with some of its methods replaced. */
function changed<Thing extends object>(thing: Thing, methods: Partial<Thing>): Thing {
  return new Proxy(thing, {
    get: (target, name) => {
      const other: unknown = Reflect.get(methods, name);
      if (other !== undefined) return other;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function rerouted(change: (routed: Routed) => Routed): Sabotage {
  return { routerOf: (router) => changed(router, { route: (...args) => change(router.route(...args)) }) };
}

function nodeWith(methods: (node: SwitchPort) => Partial<SwitchPort>): Sabotage {
  return { nodeOf: (node) => changed(node, methods(node)) };
}

/** Each of them, and a part of what is said when it is found. */
export const SABOTAGES: readonly (readonly [what: string, found: RegExp, Sabotage])[] = [
  [
    'a store that forgets what it has acknowledged',
    /was acknowledged, and it lives/,
    {
      storeOf: (store) =>
        changed(store, {
          release: async (id, reason, at) => {
            const binding = store.binding(id);
            return binding === null ? store.release(id, reason, at) : { ok: true, binding };
          },
        }),
    },
  ],
  [
    'a store that gives a number away inside its cool-down',
    /was made beside|in its cool-down|came into binding/,
    {
      storeOf: (store) =>
        changed(store, { bind: (request) => store.bind({ ...request, at: request.at + 3_600_000 }) }),
    },
  ],
  [
    'a router that now and then puts a call through to somebody else',
    /wrong party/,
    rerouted((routed) => {
      const { decision } = routed;
      const callee = RealNumber.of('8613800138008');
      return decision.kind === 'connect' ? { ...routed, decision: { ...decision, callee } } : routed;
    }),
  ],
  [
    'a router that turns away who should be put through',
    /the daemon went to refusing/,
    rerouted((routed) => {
      const { kind, number } = routed.decision;
      const refused = { kind: 'refuse', reason: 'no-binding', number, binding: null } as const;
      return kind === 'connect' ? { ...routed, decision: refused } : routed;
    }),
  ],
  [
    'a callee who is shown the real number of the caller',
    /wrong party/,
    nodeWith((node) => ({
      connect: (order) => node.connect({ ...order, shown: RealNumber.of('8613800138001') }),
    })),
  ],
  [
    'a call that stays known when it is over',
    /is over, and the daemon has it/,
    nodeWith((node) => {
      const isLost = now(10);
      const deaf = (listener: SwitchListener): SwitchListener =>
        changed(listener, {
          onFact: (fact) => {
            if (fact.kind !== 'leg-ended' || !isLost()) listener.onFact(fact);
          },
        });
      return { start: (listener) => node.start(deaf(listener)) };
    }),
  ],
  [
    'a list that only grows',
    /nothing goes on, and .*router\.seen holds/,
    {
      routerOf: (router) => {
        const seen: string[] = [];
        return Object.assign(Object.create(router), {
          seen,
          route: (...args: Parameters<CallRouter['route']>) => {
            seen.push(args[0]);
            return router.route(...args);
          },
          number: (...args: Parameters<CallRouter['number']>) => router.number(...args),
          recentCalls: (...args: Parameters<CallRouter['recentCalls']>) => router.recentCalls(...args),
        });
      },
    },
  ],
  [
    'an order that never settles',
    /#pending holds/,
    nodeWith((node) => {
      const isStuck = now(5);
      return {
        refuse: async (order) => {
          await node.refuse(order);
          if (isStuck()) await new Promise<never>(() => {});
        },
      };
    }),
  ],
  [
    'a call without a record',
    /has no record/,
    { cdrsOf: (cdrs) => changed(cdrs, { begin: async () => {} }) },
  ],
  [
    'a record that is not true',
    /in the record|the record says/,
    {
      cdrsOf: (cdrs) =>
        changed(cdrs, {
          addLegs: (legs) =>
            cdrs.addLegs(legs.map((leg) => ({ ...leg, party: RealNumber.of('8613800138008') }))),
        }),
    },
  ],
];
