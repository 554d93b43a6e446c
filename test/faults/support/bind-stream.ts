import { setTimeout as sleep } from 'node:timers/promises';
import { connectControl } from '../../../src/adapters/control/control-client.ts';
import type { Operations } from '../../../src/app/operations.ts';
import { AxbridgeError } from '../../../src/domain/error-catalogue.ts';

const PAUSE_MS = 20;
/** At most so many binds a second that their rows fit on the small disk of a trial. */
const BETWEEN_MS = 5;

/** A platform that keeps binding: what was acknowledged is kept, to be looked for after a fault. */
export class BindStream {
  /** Ids that were acknowledged. */
  readonly acknowledged: number[] = [];
  /** How often which error came. */
  readonly refused = new Map<string, number>();
  readonly #socket: string;
  readonly #pool: string;
  #isOver = false;
  #running: Promise<void> | null = null;
  #serial: number;

  constructor(options: { readonly socket: string; readonly pool: string; readonly serial: number }) {
    this.#socket = options.socket;
    this.#pool = options.pool;
    this.#serial = options.serial;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const control = await connectControl(this.#socket).catch(() => null);
      try {
        while (!this.#isOver && control !== null) {
          this.acknowledged.push(await this.#bind(control));
          await sleep(BETWEEN_MS);
        }
      } catch (error) {
        const code = error instanceof AxbridgeError ? error.code : String(error);
        this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
      } finally {
        await control?.close();
      }
      await sleep(PAUSE_MS);
    }
  }

  async #bind(control: Operations): Promise<number> {
    this.#serial += 1;
    const digits = String(this.#serial).padStart(7, '0');
    const wish = { a: `1301${digits}`, b: `1302${digits}`, pool: this.#pool, showNumbers: false };
    return (await control.bind(wish)).id;
  }
}

/** Which of the ids the daemon does not have any more. */
export async function lostOf(control: Operations, ids: readonly number[]): Promise<readonly number[]> {
  const there = new Set<number>();
  for (let after = 0; ; ) {
    const page = await control.bindings({ ended: true, limit: 1000, after, showNumbers: false });
    for (const { id } of page) there.add(id);
    const last = page.at(-1);
    if (last === undefined) return ids.filter((id) => !there.has(id));
    after = last.id;
  }
}
