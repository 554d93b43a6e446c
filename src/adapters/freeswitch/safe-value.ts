/** Thrown when a value must not go to the switch. The value itself is not repeated: it may hold a real number. */
export class UnsafeValueError extends Error {
  constructor(what: string) {
    super(`refusing to send the switch a ${what} with characters that it would interpret`);
    this.name = 'UnsafeValueError';
  }
}

const NUMBER = /^\+?[0-9*#]{2,32}$/;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const PATH = /^\/[A-Za-z0-9_./-]{1,250}$/;
const ASSIGNED = /^[A-Za-z0-9_ .+:!*#/-]{1,512}$/;
const COMMAND = /^[A-Za-z0-9_ .+:-]{1,512}$/;

/** A number that is dialled or shown: an optional `+`, then 2 to 32 of `0-9*#`. */
export function safeNumber(text: string): string {
  return checked(NUMBER, text, 'number');
}

/** A name that we chose: a gateway, a prompt, a UUID, a hangup cause. */
export function safeName(text: string): string {
  return checked(NAME, text, 'name');
}

/** An absolute path from the configuration. */
export function safePath(text: string): string {
  return checked(PATH, text, 'path');
}

/**
 * The value of a channel variable in a dial string or a `multiset`: nothing that ends, splits, quotes or expands one
 * (`switch_utils.c:794` and `switch_event.c:1724` of FreeSWITCH 1.10.12).
 */
export function safeVariable(text: string): string {
  return checked(ASSIGNED, text, 'variable');
}

/** The doctor's question whether the switch executes expressions: the one command with an expression in it, and harmless. */
const EXPANSION_QUESTION = `eval \${version()}`;

/** A line of the API that we wrote ourselves: words, spaces and harmless marks. */
export function safeCommand(text: string): string {
  if (text === EXPANSION_QUESTION) return text;
  return checked(COMMAND, text, 'command');
}

function checked(allowed: RegExp, text: string, what: string): string {
  if (!allowed.test(text) || text.includes('..')) throw new UnsafeValueError(what);
  return text;
}
