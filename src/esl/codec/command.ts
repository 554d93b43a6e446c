/** The verbs of mod_event_socket that this library sends. */
export type CommandVerb = 'auth' | 'api' | 'bgapi' | 'event' | 'filter' | 'sendmsg' | 'noop';

/**
 * A command, encoded and ready to be written. It may hold a password or real numbers, so whatever prints it gets the verb.
 * Made by the functions of command-encoder.ts only, which is what keeps it one command.
 */
export class EslCommand {
  readonly verb: CommandVerb;
  /** The channel whose end makes the command vain; `undefined` for one that stands for itself. */
  readonly channel: string | undefined;
  readonly #bytes: Uint8Array;

  constructor(verb: CommandVerb, bytes: Uint8Array, channel?: string) {
    this.verb = verb;
    this.channel = channel;
    this.#bytes = bytes;
  }

  /** The whole command with its blank line, to be written in one piece: the switch reads byte by byte and would wait. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  toString(): string {
    return `EslCommand(${this.verb})`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
