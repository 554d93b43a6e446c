import {
  addressSecret,
  bytesSecret,
  findLeaks,
  type Leak,
  numberSecret,
  type Secret,
  tokenSecret,
} from './leak-search.ts';
import type { PlayedCall, PlayedSide } from './play-call.ts';
import { userOf } from './sip-message.ts';

/** Who is given away to whom. */
export type LeakDirection = 'caller to callee' | 'callee to caller';

/** One place in one direction of one call. */
export interface Verdict {
  readonly direction: LeakDirection;
  /** Empty when nothing leaked. */
  readonly leaks: readonly Leak[];
}

/** What each side of a call received of the other one, for those sides that did put their number into the place. */
export function judgeCall({ caller, callee }: PlayedCall): readonly Verdict[] {
  return [
    { direction: 'caller to callee' as const, from: caller, to: callee },
    { direction: 'callee to caller' as const, from: callee, to: caller },
  ]
    .filter(({ from, to }) => from.side.placed > 0 && to.legs.some(({ received }) => received.length > 0))
    .map(({ direction, from, to }) => ({ direction, leaks: leaksTo(to, from) }));
}

function leaksTo(to: PlayedSide, from: PlayedSide): readonly Leak[] {
  const secrets = secretsOf(from, to);
  const number = [numberSecret('number', from.told)];
  const strays = to.agents.flatMap((agent) => agent.strays.filter((bytes) => !isFor(bytes, from.told)));
  const heard = to.side.voice?.received ?? [];
  return [
    ...findLeaks([...to.legs.flatMap(({ received }) => received), ...heard], secrets),
    ...findLeaks(heard, inBytes(from)),
    ...findLeaks(strays, number),
  ];
}

/** What stands in packets of media as bytes (RFC 3550, section 5.1; RFC 8489, section 14.1). */
function inBytes({ side }: PlayedSide): readonly Secret[] {
  const { voice, telltale } = side;
  if (voice === null) return [];
  const ssrc = Buffer.alloc(4);
  ssrc.writeUInt32BE(voice.ssrc);
  const address = Buffer.from(telltale.host.split('.').map(Number));
  return [bytesSecret('source of the voice', ssrc), bytesSecret('address of the telephone', address)];
}

/** A request that is addressed to the number belongs to its own side. */
function isFor(bytes: Buffer, national: string): boolean {
  const uri = /^\S+ (\S+)/.exec(bytes.toString('latin1'))?.[1] ?? '';
  return userOf(uri).endsWith(national);
}

function secretsOf(from: PlayedSide, to: PlayedSide): readonly Secret[] {
  if (from.told !== from.national) return [numberSecret('number', from.told)];
  const elsewhere = from.agents.filter(({ ip }) => !to.agents.some((agent) => agent.ip === ip));
  const host = from.side.telltale.host;
  return [
    numberSecret('number', from.national),
    addressSecret('address of the telephone', host),
    ...elsewhere.map(({ ip }) => addressSecret('address of the carrier', ip)),
    ...from.legs.flatMap(({ tokens }) =>
      [...tokens].map((token) => tokenSecret('Call-ID, tag or branch', token)),
    ),
  ];
}
