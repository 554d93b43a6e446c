import { describe, expect, test } from 'vitest';
import { CallingLeg } from '../../src/adapters/leak-kit/calling-leg.ts';
import { ENDINGS, FLOWS, planCalls } from '../../src/adapters/leak-kit/combination.ts';
import { HostileSide } from '../../src/adapters/leak-kit/hostile-side.ts';
import { findLeaks, numberSecret } from '../../src/adapters/leak-kit/leak-search.ts';
import { Telltale } from '../../src/adapters/leak-kit/place.ts';
import { PLACES } from '../../src/adapters/leak-kit/places.ts';
import { formatSip } from '../../src/adapters/leak-kit/sip-message.ts';
import { SipSocket } from '../../src/adapters/leak-kit/sip-socket.ts';
import { SPELLINGS } from '../../src/adapters/leak-kit/spelling.ts';

const number = { national: '13912345678', country: '86' };
const caller = '15898765432';
const secret = numberSecret('number', number.national);

/** All that a caller whose own number is another one sends first, and what it sends by itself. */
function sent(
  place: (typeof PLACES)[number],
  spelling: (typeof SPELLINGS)[number],
  socket: SipSocket,
): readonly Buffer[] {
  const side = new HostileSide(new Telltale(number, spelling, '127.0.41.1'), place);
  const packets: Buffer[] = [];
  socket.listen({ request: () => {}, strayResponse: () => {}, packet: ({ bytes }) => packets.push(bytes) });
  const leg = new CallingLeg(
    socket,
    { peer: { ip: '127.0.0.1', port: 9 }, from: caller, dialled: '95000001' },
    side,
  );
  leg.place();
  for (const request of side.requests()) void leg.request(request);
  packets.push(...side.packets().map(({ bytes }) => bytes));
  const ok = { kind: 'response', status: 486, reason: 'Busy', headers: [], body: '' } as const;
  return [...packets, formatSip(side.decorated(ok))];
}

describe('the number of a hostile caller', () => {
  test.each(PLACES.filter(({ plain }) => plain !== true).map((place) => [place.name, place] as const))(
    'is found in %s in every spelling',
    async (_, place) => {
      const socket = await SipSocket.open('127.0.0.1', 0);
      for (const spelling of SPELLINGS)
        expect(findLeaks(sent(place, spelling, socket), [secret]).length, spelling).toBeGreaterThan(0);
      socket.close();
    },
  );
});

describe('calls are planned', () => {
  const all = { flows: FLOWS, endings: ENDINGS, places: PLACES, seed: 7 };

  test('so that each place comes with as many flows and endings as there are rounds, and none twice', () => {
    const rounds = 5;
    const calls = planCalls({ ...all, calls: PLACES.length * rounds });
    const of = Map.groupBy(calls, ({ place }) => place);
    expect(of.size).toBe(PLACES.length);
    for (const planned of of.values())
      expect(new Set(planned.map(({ flow, ending }) => `${flow.name} ${ending}`)).size).toBe(rounds);
  });

  test('to the last combination, when more are wanted than there are', () => {
    const calls = planCalls({ ...all, calls: 1_000_000 });
    const different = new Set(calls.map(({ flow, ending, place }) => `${flow.name} ${ending} ${place.name}`));
    expect([calls.length, different.size]).toEqual(
      Array(2).fill(FLOWS.length * ENDINGS.length * PLACES.length),
    );
  });

  test('the same for the same seed, and otherwise for another', () => {
    const names = (seed: number): readonly string[] =>
      planCalls({ ...all, seed, calls: 50 }).map(({ flow, ending, place, spelling }) =>
        [flow.name, ending, place.name, spelling].join(),
      );
    expect(names(1)).toEqual(names(1));
    expect(names(1)).not.toEqual(names(2));
  });
});
