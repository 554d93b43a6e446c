import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FreeswitchSwitch } from './freeswitch-switch.ts';
import { CONTEXT, readLookupPath } from './lookup-path.ts';
import { NO_PLAN, planDocument } from './plan-document.ts';

/** A caller waits for the answer: nobody who is slower than this is one of our switches. */
const REQUEST_LIMIT_MS = 2_000;
const HEADER_BYTES = 8 * 1024;

/** A switch, and the password that both know. */
export interface PlannedNode {
  readonly node: FreeswitchSwitch;
  readonly password: string;
}

/** Told of each answer, and of which node: `''` for somebody who may not ask. */
export type OnAnswer = (node: string, answer: 'plan' | 'wait' | 'stranger') => void;

/**
 * Answers the dialplan of each switch, which asks by mod_xml_curl what a call that has just come is to do. Whoever may not ask, or asks
 * for something else, is told that there is no plan, and the switch goes on by its own dialplan, in which the call waits for us.
 */
export class PlanServer {
  readonly #server: Server;
  readonly #onAnswer: OnAnswer;
  readonly #nodes: ReadonlyMap<string, { readonly node: FreeswitchSwitch; readonly digest: Buffer }>;

  /** Listens on loopback only: what is asked names both numbers of a call. @throws Error when the port is taken */
  static async listen(port: number, nodes: readonly PlannedNode[], onAnswer: OnAnswer): Promise<PlanServer> {
    const plans = new PlanServer(nodes, onAnswer);
    plans.#server.listen(port, '127.0.0.1');
    await once(plans.#server, 'listening');
    return plans;
  }

  private constructor(nodes: readonly PlannedNode[], onAnswer: OnAnswer) {
    this.#onAnswer = onAnswer;
    this.#nodes = new Map(
      nodes.map(({ node, password }) => [node.name, { node, digest: digest(`${node.name}:${password}`) }]),
    );
    this.#server = createServer(
      { requestTimeout: REQUEST_LIMIT_MS, headersTimeout: REQUEST_LIMIT_MS, maxHeaderSize: HEADER_BYTES },
      (request, response) => this.#answer(request, response),
    );
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server, 'close');
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const node = this.#asking(request.headers.authorization);
    const text = node === null ? null : documentFor(node, request.url ?? '');
    request.resume();
    const body = text ?? NO_PLAN;
    response.writeHead(node === null ? 401 : 200, {
      'content-type': 'text/xml',
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    });
    response.end(body);
    this.#onAnswer(node?.name ?? '', node === null ? 'stranger' : text === null ? 'wait' : 'plan');
  }

  #asking(authorization: string | undefined): FreeswitchSwitch | null {
    const credentials = Buffer.from(authorization?.split(' ')[1] ?? '', 'base64').toString();
    const known = this.#nodes.get(credentials.slice(0, Math.max(0, credentials.indexOf(':'))));
    return known !== undefined && timingSafeEqual(digest(credentials), known.digest) ? known.node : null;
  }
}

function documentFor(node: FreeswitchSwitch, path: string): string | null {
  const channel = readLookupPath(path);
  if (channel === null || channel.get('Caller-Context') !== CONTEXT) return null;
  const order = node.planFor(channel);
  return order === null ? null : planDocument(order);
}

/** Of equal length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
