import type { SwitchEvent } from './switch-event.ts';

/** What shall happen to events on their way out. */
export interface EventFault {
  readonly event: string;
  readonly do: 'drop' | 'duplicate' | { readonly delayMs: number };
  /** How many events of that name it befalls. Default 1; `Infinity` for all. */
  readonly times?: number;
  readonly where?: (event: SwitchEvent) => boolean;
}

/** Faults that stay until changed, and the queue of those that befall the next event or command. */
export class Faults {
  refusesAuthentication = false;
  /** Accepts connections and never says a word. */
  stalls = false;
  /** Every client is told that its address is not on the access list. */
  deniesAccess = false;
  #eventFaults: { readonly fault: EventFault; left: number }[] = [];
  readonly #replies: { readonly prefix: string; readonly text: string }[] = [];

  /** `drop`, `duplicate` or delay the next events of a name. */
  onEvent(fault: EventFault): void {
    this.#eventFaults.push({ fault, left: fault.times ?? 1 });
  }

  /** The next command that begins so gets this reply and has no effect. */
  replyToNext(prefix: string, text = '-ERR memory error'): void {
    this.#replies.push({ prefix, text });
  }

  clear(): void {
    this.refusesAuthentication = false;
    this.stalls = false;
    this.deniesAccess = false;
    this.#eventFaults = [];
    this.#replies.length = 0;
  }

  takeReply(line: string): string | null {
    const at = this.#replies.findIndex((one) => line.startsWith(one.prefix));
    return at < 0 ? null : (this.#replies.splice(at, 1)[0]?.text ?? null);
  }

  /** After how long each copy of the event goes out: `[0]` when nothing befalls it, `[]` when it is dropped. */
  deliveriesOf(event: SwitchEvent): readonly number[] {
    const hit = this.#eventFaults.find(
      ({ fault, left }) => left > 0 && fault.event === event.name && (fault.where?.(event) ?? true),
    );
    if (hit === undefined) return [0];
    hit.left -= 1;
    if (hit.fault.do === 'drop') return [];
    if (hit.fault.do === 'duplicate') return [0, 0];
    return [hit.fault.do.delayMs];
  }
}
