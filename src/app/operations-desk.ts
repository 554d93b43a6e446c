import { markOf } from '../domain/call/call-mark.ts';
import { callId } from '../domain/call/leg.ts';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { printInstant } from '../domain/instant-text.ts';
import type { CallDesk } from './call-desk.ts';
import type { CallFleet } from './call-fleet.ts';
import type { CallbackInput, CallbackView, CallOperations, CallView, StatusView } from './operations.ts';
import type { StoreDesk } from './store-desk.ts';
import { callView } from './views.ts';

export interface OperationsDeskOptions {
  readonly version: string;
  readonly startedAt: number;
  readonly desk: CallDesk;
  readonly fleet: CallFleet;
  readonly bindings: StoreDesk;
  readonly gateways: () => readonly string[];
  readonly draining: () => boolean;
  /** Whether this machine's own command line may show B the real number of A. */
  readonly mayShowRealNumbers: () => boolean;
  readonly rotateKey: () => Promise<{ readonly bindings: number }>;
}

/** The operations that need the running daemon. */
export class OperationsDesk implements CallOperations {
  readonly #options: OperationsDeskOptions;

  constructor(options: OperationsDeskOptions) {
    this.#options = options;
  }

  /**
   * Patent S0, steps 201 to 203: A and B are looked up or bound, A is called showing X, then B. A pair without a binding gets a
   * reverse one, so that B can call back. Answers when the order to call A is given, not when somebody answers.
   */
  async callback(input: CallbackInput): Promise<CallbackView> {
    return this.callbackBy(input, this.#options.mayShowRealNumbers());
  }

  /** `callback` for whoever has found out what the asking one may do. @throws AxbridgeError `display-not-allowed` */
  async callbackBy(input: CallbackInput, mayShowRealNumbers: boolean): Promise<CallbackView> {
    const { display = 'x', ...wish } = input;
    if (display === 'real-a' && !mayShowRealNumbers) throw new AxbridgeError('display-not-allowed');
    const { desk, fleet, bindings, gateways, draining } = this.#options;
    if (draining()) throw new AxbridgeError('draining');
    if (gateways().length === 0) throw new AxbridgeError('no-gateway');
    const node = fleet.readyNode();
    if (node === null) throw new AxbridgeError('no-switch');
    const { binding, view, parties } = await bindings.bindForCallback(wish);
    const firstSide = binding.a.equals(parties.a) ? 'a' : 'b';
    const plain = { ...markOf(binding), x: binding.x, flow: 'callback', firstSide } as const;
    const mark = display === 'real-a' ? ({ ...plain, showsFirst: true } as const) : plain;
    const shown = display === 'real-a' ? parties.a : binding.x;
    const call = desk.callback({ node, mark, party: parties.a, callee: parties.b, shown });
    return { call, binding: view };
  }

  async calls(input: { showNumbers: boolean }): Promise<readonly CallView[]> {
    return this.#options.desk.calls.flatMap((call) => callView(call, input.showNumbers));
  }

  async hangUp(input: { call: string }): Promise<null> {
    const id = callId(input.call);
    if (id === undefined || !this.#options.desk.hangUp(id)) throw new AxbridgeError('call-not-found');
    return null;
  }

  async status(): Promise<StatusView> {
    const { version, startedAt, draining, fleet, desk } = this.#options;
    return {
      version,
      startedAt: printInstant(startedAt),
      draining: draining(),
      nodes: fleet.links(),
      liveCalls: desk.calls.length,
    };
  }

  async askNodes(input: { command: string }): Promise<readonly { node: string; answer: string | null }[]> {
    return this.#options.fleet.ask(input.command);
  }

  async rotateKey(): Promise<{ readonly bindings: number }> {
    return this.#options.rotateKey();
  }
}
