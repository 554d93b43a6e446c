import type { PrivateEvent } from './channel.ts';

/** One command of a client: its first line, the headers that follow, and the body that `Content-Length` announces. */
export interface EslCommand extends PrivateEvent {
  readonly line: string;
}

const LF = 0x0a;
const CR = 0x0d;

/**
 * Cuts a client's bytes into commands as `read_packet` does (`mod_event_socket.c:1244`): a command ends at an empty line, line ends in
 * front of one are skipped, and a carriage return before a line end is dropped.
 */
export class CommandReader {
  #pending: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): readonly EslCommand[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const commands: EslCommand[] = [];
    for (let next = this.#take(); next !== null; next = this.#take()) commands.push(next);
    return commands;
  }

  #take(): EslCommand | null {
    this.#pending = this.#pending.subarray(leadingLineEnds(this.#pending));
    const head = endOfHead(this.#pending);
    if (head === null) return null;
    const lines = this.#pending.subarray(0, head.textEnd).toString('utf8').split(/\r?\n/);
    const headers = lines.slice(1).map(headerOf);
    const length = Number.parseInt(find(headers, 'content-length') ?? '0', 10) || 0;
    const end = head.blockEnd + length;
    if (this.#pending.length < end) return null;
    const body = length === 0 ? null : this.#pending.subarray(head.blockEnd, end).toString('utf8');
    this.#pending = this.#pending.subarray(end);
    return {
      line: lines[0] ?? '',
      header: (name) => find(headers, name),
      all: (name) => headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value),
      body,
    };
  }
}

function leadingLineEnds(bytes: Buffer): number {
  let at = 0;
  while (bytes[at] === LF || bytes[at] === CR) at += 1;
  return at;
}

/** Where the first empty line begins and where what follows it begins. */
function endOfHead(bytes: Buffer): { textEnd: number; blockEnd: number } | null {
  let lineEnds = 0;
  let textEnd = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === LF) lineEnds += 1;
    else if (bytes[at] !== CR) {
      lineEnds = 0;
      textEnd = at + 1;
    }
    if (lineEnds === 2) return { textEnd, blockEnd: at + 1 };
  }
  return null;
}

function headerOf(line: string): readonly [string, string] {
  const at = line.indexOf(':');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1).trimStart()];
}

function find(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
