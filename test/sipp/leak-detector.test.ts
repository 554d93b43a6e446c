import { describe, expect, test } from 'vitest';
import {
  addressSecret,
  findLeaks,
  type Leak,
  leaksInWords,
  numberSecret,
} from '../../src/adapters/leak-kit/leak-search.ts';
import { findFreeswitch } from '../support/find-program.ts';
import { startFreeswitch } from '../support/freeswitch.ts';
import { gatewayAt } from '../support/gateways.ts';
import { SipPhone } from '../support/sip-phone.ts';
import { within } from '../support/within.ts';
import { telltaleHeaders, telltaleReason, telltaleSdp } from './support/hostile-caller.ts';
import { bridgeStatically } from './support/static-bridge.ts';

const a = '8613800138001';
const b = '8613800138002';
const x = '95000001';
const aIp = '127.0.0.2';
const bIp = '127.0.0.3';
const present = findFreeswitch() !== null;
if (!present) console.warn('skipped: needs FreeSWITCH (FREESWITCH=its binary)');

interface SeenLeaks {
  readonly byB: readonly Leak[];
  readonly byA: readonly Leak[];
}

/** One answered call from A to X, both sides putting their numbers wherever they can; B hangs up or A does. */
async function leaksOfCall(guarded: boolean, hangsUp: 'a' | 'b'): Promise<SeenLeaks> {
  await using phoneA = await SipPhone.open({ ip: aIp });
  await using phoneB = await SipPhone.open({ ip: bIp });
  await using freeswitch = await startFreeswitch({
    gateways: [gatewayAt('carrier-a', aIp, phoneA.port), gatewayAt('carrier-b', bIp, phoneB.port)],
    alterConf: (directory) => bridgeStatically(directory, { gateway: 'carrier-b', callee: b, x, guarded }),
  });
  const outgoing = await phoneA.call({
    to: { ip: freeswitch.sipIp, port: freeswitch.sipPort },
    from: a,
    displayName: a,
    dialled: x,
    headers: telltaleHeaders(a),
    body: telltaleSdp(a, { ip: aIp, port: 40_002 }),
  });
  const incoming = await within(10_000, 'B is called', phoneB.nextCall());
  incoming.ring({ headers: telltaleHeaders(b) });
  await within(10_000, 'A hears ringing', outgoing.ringing);
  incoming.pickUp({ headers: telltaleHeaders(b), body: telltaleSdp(b, { ip: bIp, port: 40_004 }) });
  expect(await within(10_000, 'A is answered', outgoing.answered)).toBe(true);
  const [ending, other] = hangsUp === 'a' ? [outgoing, incoming] : [incoming, outgoing];
  await ending.hangUp({ headers: [telltaleReason(hangsUp === 'a' ? a : b)] });
  await within(10_000, 'the other side is hung up', other.ended);
  return {
    byB: findLeaks(phoneB.receivedBytes, [
      numberSecret("A's number", a.slice(2)),
      addressSecret("A's address", aIp),
    ]),
    byA: findLeaks(phoneA.receivedBytes, [
      numberSecret("B's number", b.slice(2)),
      addressSecret("B's address", bIp),
    ]),
  };
}

describe.skipIf(!present)('The leak detector on a real FreeSWITCH', () => {
  test.each(['a', 'b'] as const)(
    'finds the numbers in a call with the protections off that %s ends',
    async (side) => {
      const { byB, byA } = await leaksOfCall(false, side);
      expect(new Set(byB.map((leak) => leak.spelling))).toContain('digits');
      expect(byB.some((leak) => leak.spelling.startsWith('base64'))).toBe(true);
      expect(byB.some((leak) => leak.context.startsWith('X-Real-Number'))).toBe(true);
      expect(byA.length).toBeGreaterThan(0);
    },
  );

  test.each(['a', 'b'] as const)(
    'finds nothing in the same call with only the shipped guards around a static bridge that %s ends',
    async (side) => {
      const { byB, byA } = await leaksOfCall(true, side);
      expect(leaksInWords([...byB, ...byA])).toBe('');
    },
  );
});
