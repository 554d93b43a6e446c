import type { CallId } from '../domain/call/leg.ts';
import type { Log } from '../ports/log.ts';
import type { SwitchLink, SwitchPort } from '../ports/switch-port.ts';
import type { CallDesk } from './call-desk.ts';
import type { LinkMetrics } from './metrics/link-metrics.ts';

export interface CallFleetOptions {
  readonly nodes: readonly SwitchPort[];
  readonly desk: CallDesk;
  readonly log: Log;
  readonly metrics?: LinkMetrics;
  /** A node refuses us for good, which no waiting will cure. */
  readonly onRefused: (node: string, because: string) => void;
}

/** The FreeSWITCH nodes that we are attached to. A call stays on the node where it came in. */
export class CallFleet {
  readonly #options: CallFleetOptions;
  readonly #links = new Map<string, SwitchLink>();
  #turn = 0;

  constructor(options: CallFleetOptions) {
    this.#options = options;
    for (const node of options.nodes) this.#links.set(node.name, { state: 'connecting' });
  }

  start(): void {
    const { desk, metrics } = this.#options;
    for (const node of this.#options.nodes)
      node.start({
        onFact: (fact) => {
          metrics?.heard(node.name, fact.at);
          desk.onFact(node, fact);
        },
        onLegs: (legs) => desk.onLegs(node, legs),
        knownLegs: () => desk.knownLegs(node),
        onGone: (legs) => desk.onGone(node, legs),
        onLink: (link) => this.#onLink(node, link),
      });
  }

  /** A node that takes orders, each in its turn; `null` when none does. */
  readyNode(): SwitchPort | null {
    const ready = this.#options.nodes.filter((node) => this.#links.get(node.name)?.state === 'ready');
    this.#turn += 1;
    return ready[this.#turn % Math.max(1, ready.length)] ?? null;
  }

  /** The calls that a node has, or all nodes together; `null` when one of them cannot tell now. */
  async liveCalls(name: string | null): Promise<ReadonlySet<CallId> | null> {
    const asked = this.#options.nodes.filter((node) => name === null || node.name === name);
    if (asked.some((node) => this.#links.get(node.name)?.state !== 'ready')) return null;
    try {
      const calls = await Promise.all(asked.map((node) => node.liveCalls()));
      return new Set(calls.flatMap((some) => [...some]));
    } catch {
      return null;
    }
  }

  links(): readonly { readonly name: string; readonly state: string; readonly because: string | null }[] {
    return [...this.#links].map(([name, link]) => ({
      name,
      state: link.state,
      because: 'because' in link ? link.because : null,
    }));
  }

  /** Asks every node the same; `null` for one that does not answer. */
  async ask(command: string): Promise<readonly { node: string; answer: string | null }[]> {
    return Promise.all(
      this.#options.nodes.map(async (node) => ({
        node: node.name,
        answer: await node.query(command).catch(() => null),
      })),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#options.nodes.map((node) => node.stop()));
  }

  #onLink(node: SwitchPort, link: SwitchLink): void {
    const before = this.#links.get(node.name)?.state;
    this.#links.set(node.name, link);
    if (before !== link.state) {
      this.#options.log.info({ node: node.name, ...link }, 'switch link');
      this.#options.metrics?.changed(node.name, link.state);
    }
    if (link.state === 'refused') this.#options.onRefused(node.name, link.because);
  }
}
