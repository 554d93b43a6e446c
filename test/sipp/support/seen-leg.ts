import {
  cseqMethod,
  headerOf,
  parseSip,
  type SipMessage,
  uriOf,
  userOf,
} from '../../../src/adapters/leak-kit/sip-message.ts';
import type { SippMessage } from './sipp-log.ts';

/** How a leg ended for who looked at it: `here` means this side's BYE, CANCEL or refusal. */
export type SeenEnding = 'here' | 'there' | null;

/** One leg as a carrier saw it on the wire. Instants in epoch microseconds; `null` for what did not cross. */
export interface SeenLeg {
  readonly callId: string;
  /** The users of the INVITE's request URI and From. */
  readonly dialled: string;
  readonly from: string;
  readonly invitedAt: number;
  /** A provisional response without SDP: FreeSWITCH does not tell 180, 182 and 183 apart. */
  readonly ringingAt: number | null;
  /** One with SDP. */
  readonly earlyMediaAt: number | null;
  readonly answeredAt: number | null;
  /** The refusal of the INVITE. */
  readonly refusedAt: number | null;
  readonly status: number | null;
  readonly endedBy: SeenEnding;
  /** The BYE, the CANCEL or the refusal. */
  readonly endedAt: number | null;
}

interface Crossing {
  readonly at: number;
  readonly outward: boolean;
  readonly message: SipMessage;
}

/** The legs that began here, in the order of their INVITEs. */
export function seenLegs(messages: readonly SippMessage[]): readonly SeenLeg[] {
  const crossings = messages.flatMap(({ atUs, direction, bytes }) => {
    const message = parseSip(bytes);
    return message === null ? [] : [{ at: atUs, outward: direction === 'sent', message }];
  });
  const legs = Map.groupBy(crossings, ({ message }) => headerOf(message, 'call-id'));
  return [...legs].flatMap(([callId, ofLeg]) => {
    const leg = seenLeg(callId, ofLeg);
    return leg === null ? [] : [leg];
  });
}

function seenLeg(callId: string, crossings: readonly Crossing[]): SeenLeg | null {
  const invite = crossings.find(({ message }) => methodOf(message) === 'INVITE');
  if (invite === undefined || invite.message.kind !== 'request') return null;
  const response = (isIt: (status: number, body: string) => boolean) =>
    crossings.find(
      ({ message }) =>
        message.kind === 'response' && cseqMethod(message) === 'INVITE' && isIt(message.status, message.body),
    );
  const refusal = response((status) => status >= 300);
  const answer = response((status) => status >= 200 && status < 300);
  const end = endOf(crossings, refusal);
  return {
    callId,
    dialled: /^sips?:([^@>]*)@/.exec(invite.message.uri)?.[1] ?? '',
    from: userOf(uriOf(headerOf(invite.message, 'from'))),
    invitedAt: invite.at,
    ringingAt: response((status, body) => isProgress(status) && body === '')?.at ?? null,
    earlyMediaAt: response((status, body) => isProgress(status) && body !== '')?.at ?? null,
    answeredAt: answer?.at ?? null,
    refusedAt: refusal?.at ?? null,
    status: refusal?.message.kind === 'response' ? refusal.message.status : null,
    endedBy: end === undefined ? null : end.outward ? 'here' : 'there',
    endedAt: end?.at ?? null,
  };
}

function isProgress(status: number): boolean {
  return status > 100 && status < 200;
}

/** A CANCEL comes before the refusal that it makes; a BYE ends what was answered. */
function endOf(crossings: readonly Crossing[], refusal: Crossing | undefined): Crossing | undefined {
  const said = (method: string) => crossings.find(({ message }) => methodOf(message) === method);
  return said('CANCEL') ?? said('BYE') ?? refusal;
}

function methodOf(message: SipMessage): string | null {
  return message.kind === 'request' ? message.method : null;
}
