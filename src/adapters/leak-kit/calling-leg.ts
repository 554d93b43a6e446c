import { HostileLeg, quoted, random, typeOf } from './hostile-leg.ts';
import type { HostileSide } from './hostile-side.ts';
import { headerOf, type SipHeader, type SipRequest, type SipResponse, uriOf } from './sip-message.ts';
import type { SipPeer, SipSocket } from './sip-socket.ts';

/** A caller who calls, and to whom. */
export interface CallTo {
  readonly peer: SipPeer;
  /** The number that calls and the one dialled, as they stand in From and in the request line. */
  readonly from: string;
  readonly dialled: string;
}

const ALLOW = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, MESSAGE, REFER, NOTIFY';

/** The leg of a hostile caller. */
export class CallingLeg extends HostileLeg {
  readonly ringing: Promise<boolean>;
  readonly #ringing = Promise.withResolvers<boolean>();
  readonly #invite: SipRequest;
  #cancelled = false;
  #connected = false;

  constructor(socket: SipSocket, { peer, from, dialled }: CallTo, side: HostileSide) {
    const tag = `${side.part('tag')}${random()}`;
    const callId = `${random()}${side.part('callId')}`;
    const own = `<sip:${from}@${socket.ip}:${socket.port}${side.part('uriParameters')}>`;
    const target = `sip:${dialled}@${peer.ip}:${peer.port}${side.part('otherParameters')}`;
    super(socket, peer, side, {
      callId,
      local: `${quoted(side.part('display'))}${own};tag=${tag}${side.part('parameters')}`,
      remote: `${quoted(side.part('otherDisplay'))}<${target}>`,
      target,
      cseq: 1,
    });
    this.tokens.add(tag);
    this.ringing = this.#ringing.promise;
    const content = side.offer();
    this.#invite = side.decorated({
      kind: 'request',
      method: 'INVITE',
      uri: target,
      headers: [
        ['Via', this.via()],
        ['Max-Forwards', '70'],
        ['From', this.dialog.local],
        ['To', this.dialog.remote],
        ['Call-ID', callId],
        ['CSeq', '1 INVITE'],
        ['Contact', this.contact()],
        ['Allow', ALLOW],
        ...typeOf(content),
      ],
      body: content.body,
    });
  }

  place(): void {
    this.socket.request(this.#invite, this.peer, (response) => this.#hear(response));
  }

  /** Gives up before the answer. */
  cancel(): void {
    if (this.end !== null) return;
    this.#cancelled = true;
    this.socket.request(this.side.decorated(this.#sameTransaction('CANCEL')), this.peer, () => {});
  }

  override leave(): void {
    if (this.#connected) void this.bye();
    else this.cancel();
  }

  /** A repeated final response: its ACK was lost. */
  hearAgain(response: SipResponse): void {
    if (response.status >= 200 && headerOf(response, 'cseq') === '1 INVITE') this.#acknowledgeFinal(response);
  }

  override finish(end: Parameters<HostileLeg['finish']>[0]): void {
    super.finish(end);
    this.#ringing.resolve(false);
  }

  #hear(response: SipResponse): void {
    if (response.status === 100) return;
    if (response.status < 300) this.#learn(response);
    if (response.status < 200) this.#ringing.resolve(true);
    else this.#hearFinal(response);
  }

  #hearFinal(response: SipResponse): void {
    if (response.reason !== 'No response') this.#acknowledgeFinal(response);
    this.#connected = response.status < 300;
    if (this.#connected) this.wasAnswered();
    else this.finish(this.#cancelled ? 'here' : response.status);
  }

  #learn(response: SipResponse): void {
    this.dialog.remote = headerOf(response, 'to');
    this.dialog.target = uriOf(headerOf(response, 'contact')) || this.dialog.target;
  }

  #acknowledgeFinal(response: SipResponse): void {
    if (response.status < 300) {
      this.acknowledge(this.#invite, response);
      return;
    }
    const ack = this.#sameTransaction('ACK');
    const headers = ack.headers.map(
      (header): SipHeader => (header[0] === 'To' ? ['To', headerOf(response, 'to')] : header),
    );
    this.socket.send(this.side.decorated({ ...ack, headers }), this.peer);
  }

  /** CANCEL, and ACK of a refusal, carry the branch of the INVITE (RFC 3261, sections 9.1 and 17.1.1.3). */
  #sameTransaction(method: 'CANCEL' | 'ACK'): SipRequest {
    const kept = ['Via', 'Max-Forwards', 'From', 'To', 'Call-ID'].map(
      (name): SipHeader => [name, headerOf(this.#invite, name)],
    );
    return {
      kind: 'request',
      method,
      uri: this.#invite.uri,
      headers: [...kept, ['CSeq', `1 ${method}`]],
      body: '',
    };
  }
}
