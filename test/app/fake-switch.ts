import type { HangupCause } from '../../src/domain/call/hangup-cause.ts';
import type { CallId, LegId } from '../../src/domain/call/leg.ts';
import {
  type AskOrder,
  type CallPartyOrder,
  type ConnectOrder,
  OrderError,
  type RefuseOrder,
  type SwitchListener,
  type SwitchPort,
} from '../../src/ports/switch-port.ts';

/** The port of a switch whose orders a test looks at and whose facts it tells. */
export class FakeSwitch implements SwitchPort {
  readonly name: string;
  readonly connects: ConnectOrder[] = [];
  readonly questions: AskOrder[] = [];
  readonly refusals: RefuseOrder[] = [];
  readonly partyCalls: CallPartyOrder[] = [];
  readonly hangUps: { readonly leg: LegId; readonly cause: HangupCause }[] = [];
  /** What it has. */
  readonly calls = new Set<CallId>();
  /** The next order fails so. */
  nextFailure: OrderError['failure'] | null = null;
  listener: SwitchListener | null = null;
  stopped = false;

  constructor(name = 'one') {
    this.name = name;
  }

  start(listener: SwitchListener): void {
    this.listener = listener;
  }

  async connect(order: ConnectOrder): Promise<void> {
    this.connects.push(order);
    this.#fail();
  }

  async ask(order: AskOrder): Promise<void> {
    this.questions.push(order);
    this.#fail();
  }

  async refuse(order: RefuseOrder): Promise<void> {
    this.refusals.push(order);
    this.#fail();
  }

  async callParty(order: CallPartyOrder): Promise<void> {
    this.partyCalls.push(order);
    this.#fail();
  }

  async hangUp(leg: LegId, cause: HangupCause): Promise<void> {
    this.hangUps.push({ leg, cause });
    this.#fail();
  }

  async liveCalls(): Promise<ReadonlySet<CallId>> {
    this.#fail();
    return this.calls;
  }

  async query(command: string): Promise<string> {
    this.#fail();
    return `answer to ${command}`;
  }

  async stop(): Promise<void> {
    this.stopped = true;
  }

  #fail(): void {
    const failure = this.nextFailure;
    this.nextFailure = null;
    if (failure !== null) throw new OrderError(failure);
  }
}
