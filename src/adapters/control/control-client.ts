import { createConnection, type Socket } from 'node:net';
import type { Operations } from '../../app/operations.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { CHANGES, type OperationInput, type OperationName } from './control-schema.ts';
import {
  checkSocketPath,
  fromWireError,
  isRecord,
  MAX_LINE_BYTES,
  PROTOCOL,
  readLine,
} from './control-wire.ts';
import { LineSplitter } from './line-splitter.ts';

/** A daemon that listens greets within this time, or it is not well. */
const GREETING_MS = 5000;

export interface ControlClient extends Operations {
  close(): Promise<void>;
}

/**
 * Connects to the daemon.
 * @returns `null` when there is none: no socket, or one that was left over
 * @throws AxbridgeError `daemon-not-running` when something listens that does not answer as this version of axbridge does
 */
export async function connectControl(path: string): Promise<ControlClient | null> {
  checkSocketPath(path);
  const socket = await reach(path);
  if (socket === null) return null;
  const link = new ControlLink(socket);
  await link.greeted();
  return clientOver(link);
}

function clientOver(link: ControlLink): ControlClient {
  return {
    addPool: (input) => link.ask('addPool', input),
    pools: () => link.ask('pools', null),
    lockPool: (input) => link.ask('lockPool', input),
    removePool: (input) => link.ask('removePool', input),
    setWebhook: (input) => link.ask('setWebhook', input),
    rotateWebhookSecret: (input) => link.ask('rotateWebhookSecret', input),
    removeWebhook: (input) => link.ask('removeWebhook', input),
    bind: (input) => link.ask('bind', input),
    bindMany: (input) => link.ask('bindMany', input),
    amend: (input) => link.ask('amend', input),
    unbind: (input) => link.ask('unbind', input),
    bindings: (input) => link.ask('bindings', input),
    putGroup: (input) => link.ask('putGroup', input),
    changeGroup: (input) => link.ask('changeGroup', input),
    groups: () => link.ask('groups', null),
    group: (input) => link.ask('group', input),
    removeGroup: (input) => link.ask('removeGroup', input),
    setCallee: (input) => link.ask('setCallee', input),
    clearCallee: (input) => link.ask('clearCallee', input),
    route: (input) => link.ask('route', input),
    tenantPolicy: (input) => link.ask('tenantPolicy', input),
    changeTenantPolicy: (input) => link.ask('changeTenantPolicy', input),
    callback: (input) => link.ask('callback', input),
    calls: (input) => link.ask('calls', input),
    hangUp: (input) => link.ask('hangUp', input),
    status: () => link.ask('status', null),
    askNodes: (input) => link.ask('askNodes', input),
    rotateKey: () => link.ask('rotateKey', null),
    cdrs: (input) => link.ask('cdrs', input),
    recordings: (input) => link.ask('recordings', input),
    recording: (input) => link.ask('recording', input),
    readRecording: (input) => link.ask('readRecording', input),
    holdRecording: (input) => link.ask('holdRecording', input),
    deleteRecording: (input) => link.ask('deleteRecording', input),
    close: () => link.close(),
  };
}

function reach(path: string): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null);
      else
        reject(
          new AxbridgeError('daemon-not-running', `${path}: ${error.code ?? 'failed'}`, { cause: error }),
        );
    });
  });
}

interface Pending {
  readonly operation: OperationName;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: AxbridgeError) => void;
}

/** One connection: requests go out as they come, answers are matched by id, and every request settles. */
class ControlLink {
  readonly #socket: Socket;
  readonly #splitter = new LineSplitter(MAX_LINE_BYTES);
  readonly #pending = new Map<number, Pending>();
  readonly #greeting = Promise.withResolvers<void>();
  #welcome = false;
  #lastId = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#lost());
  }

  async greeted(): Promise<void> {
    const timer = setTimeout(() => this.#turnAway('it does not answer'), GREETING_MS);
    try {
      await this.#greeting.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  ask<K extends OperationName>(
    operation: K,
    input: OperationInput<K>,
  ): Promise<Awaited<ReturnType<Operations[K]>>> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed || !this.#socket.writable) {
        reject(new AxbridgeError('daemon-not-running'));
        return;
      }
      this.#lastId += 1;
      this.#pending.set(this.#lastId, {
        operation,
        // The greeting's protocol number says that the daemon answers in the shape of this program's operations.
        resolve: (result) => resolve(result as Awaited<ReturnType<Operations[K]>>),
        reject,
      });
      this.#socket.write(`${JSON.stringify({ id: this.#lastId, operation, input })}\n`);
    });
  }

  async close(): Promise<void> {
    if (this.#socket.destroyed) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.end();
    this.#socket.destroySoon();
    await closed;
  }

  #read(chunk: Buffer): void {
    try {
      for (const line of this.#splitter.push(chunk)) this.#take(readLine(line));
    } catch {
      this.#socket.destroy();
    }
  }

  #take(value: unknown): void {
    if (!this.#welcome) this.#greet(value);
    else if (isRecord(value) && typeof value['id'] === 'number') this.#settle(value['id'], value);
    else this.#socket.destroy();
  }

  #greet(value: unknown): void {
    if (!isRecord(value) || typeof value['protocol'] !== 'number') {
      this.#turnAway('what listens there is not axbridge');
    } else if (value['protocol'] !== PROTOCOL) {
      this.#turnAway(`the daemon is axbridge ${String(value['axbridge'])}, use its own command line`);
    } else {
      this.#welcome = true;
      this.#greeting.resolve();
    }
  }

  #turnAway(because: string): void {
    this.#greeting.reject(new AxbridgeError('daemon-not-running', because));
    this.#socket.destroy();
  }

  #settle(id: number, answer: Record<string, unknown>): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    if (answer['ok'] === true) pending.resolve(answer['result']);
    else pending.reject(fromWireError(isRecord(answer['error']) ? answer['error'] : {}));
  }

  /** What changes something may have been done: only what reads may be asked again. */
  #lost(): void {
    this.#greeting.reject(new AxbridgeError('daemon-not-running', 'it hung up before it greeted'));
    for (const { operation, reject } of this.#pending.values())
      reject(new AxbridgeError(CHANGES[operation] ? 'daemon-lost' : 'daemon-not-running'));
    this.#pending.clear();
  }
}
