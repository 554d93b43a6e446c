import { HostileLeg, quoted, random } from './hostile-leg.ts';
import type { HostileSide } from './hostile-side.ts';
import { headerOf, type SipRequest, uriOf, userOf } from './sip-message.ts';
import type { SipPeer, SipSocket } from './sip-socket.ts';

/** The leg of a hostile party that is called. */
export class CalledLeg extends HostileLeg {
  readonly invite: SipRequest;
  /** The INVITE has its final answer. */
  #final = false;

  constructor(socket: SipSocket, peer: SipPeer, invite: SipRequest, side: HostileSide) {
    const tag = `${side.part('tag')}${random()}`;
    const to = uriOf(headerOf(invite, 'to'));
    const own = `<${to}>;tag=${tag}${side.part('parameters')}`;
    super(socket, peer, side, {
      callId: headerOf(invite, 'call-id'),
      local: `${quoted(side.part('display'))}${own}`,
      remote: headerOf(invite, 'from'),
      target: uriOf(headerOf(invite, 'contact')),
      cseq: 1,
    });
    this.tokens.add(tag);
    this.invite = invite;
    this.respond(invite, 100, 'Trying');
  }

  /** Whom it shows as the caller: user of From. */
  get shown(): string {
    return userOf(uriOf(headerOf(this.invite, 'from')));
  }

  ring(): void {
    this.respond(this.invite, 180, 'Ringing');
  }

  /** 183 with a session description. */
  sound(): void {
    this.respond(this.invite, 183, 'Session Progress', { content: this.side.description() });
  }

  pickUp(): void {
    this.#final = true;
    this.respond(this.invite, 200, 'OK', { content: this.side.description() });
    this.wasAnswered();
  }

  /** Any status from 300 to 699; `contact` is where a redirect leads. */
  refuse(status: number, contact?: string): void {
    this.#final = true;
    this.respond(this.invite, status, 'Refused', contact === undefined ? {} : { contact });
    this.finish(status);
  }

  override leave(): void {
    if (this.#final) void this.bye();
    else this.refuse(480);
  }

  override take(request: SipRequest, peer: SipPeer): void {
    super.take(request, peer);
    if (request.method !== 'CANCEL' || this.#final) return;
    this.#final = true;
    this.respond(this.invite, 487, 'Request Terminated');
    this.finish('there');
  }
}
