import type { CallView, Operations } from '../../app/operations.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import type { Opened } from '../environment.ts';

export interface CallWatchOptions {
  /** `null` when there is no daemon. */
  readonly connect: () => Promise<Opened<Operations> | null>;
  readonly showNumbers: boolean;
}

/** Looks at the live calls again and again, also after the daemon was away and has come back. */
export class CallWatch {
  readonly #options: CallWatchOptions;
  #daemon: Opened<Operations> | null = null;
  #known: readonly CallView[] | null = null;

  constructor(options: CallWatchOptions) {
    this.#options = options;
  }

  /**
   * The live calls; `null` while the daemon is away.
   * @throws AxbridgeError `daemon-not-running` when it was not there at the first look either
   */
  async look(): Promise<readonly CallView[] | null> {
    try {
      this.#daemon ??= await this.#options.connect();
      if (this.#daemon === null) throw new AxbridgeError('daemon-not-running');
      this.#known = await this.#ask(this.#daemon);
      return this.#known;
    } catch (error) {
      if (this.#known === null || !isAway(error)) throw error;
      await this.close();
      return null;
    }
  }

  /** Of a switch that the daemon has not asked yet what calls there are, those from before are still taken to be there. */
  async #ask(daemon: Operations): Promise<readonly CallView[]> {
    const { nodes } = await daemon.status();
    const unasked = new Set(nodes.filter(({ state }) => state !== 'ready').map(({ name }) => name));
    const calls = await daemon.calls({ showNumbers: this.#options.showNumbers });
    const listed = new Set(calls.map(({ call }) => call));
    const kept = (this.#known ?? []).filter(({ call, node }) => unasked.has(node) && !listed.has(call));
    return [...kept, ...calls];
  }

  async close(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = null;
    await daemon?.close();
  }
}

function isAway(error: unknown): boolean {
  return error instanceof AxbridgeError && error.code === 'daemon-not-running';
}
