import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FreeswitchSwitch } from './freeswitch-switch.ts';
import { CONTEXT, readLookupPath } from './lookup-path.ts';
import { NO_PLAN, planDocument } from './plan-document.ts';

/** A caller waits for the answer: nobody who is slower than this is one of our switches. */
const REQUEST_LIMIT_MS = 2_000;
const HEADER_BYTES = 8 * 1024;
/** Longer credentials are nobody's. */
const CREDENTIALS_BYTES = 1024;

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
  readonly #nodes: readonly { readonly node: FreeswitchSwitch; readonly credentials: Buffer }[];

  /** Listens on loopback only: what is asked names both numbers of a call. @throws Error when the port is taken */
  static async listen(port: number, nodes: readonly PlannedNode[], onAnswer: OnAnswer): Promise<PlanServer> {
    const plans = new PlanServer(nodes, onAnswer);
    plans.#server.listen(port, '127.0.0.1');
    await once(plans.#server, 'listening');
    return plans;
  }

  private constructor(nodes: readonly PlannedNode[], onAnswer: OnAnswer) {
    this.#onAnswer = onAnswer;
    this.#nodes = nodes.map(({ node, password }) => ({
      node,
      credentials: ofOneLength(`Basic ${Buffer.from(`${node.name}:${password}`).toString('base64')}`),
    }));
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
    request.resume();
    const node = this.#asking(request.headers.authorization ?? '');
    const isPlanned = node !== null && answersWithPlan(node, request.url ?? '', response);
    if (!isPlanned) send(response, node === null ? 401 : 200, NO_PLAN);
    this.#onAnswer(node?.name ?? '', node === null ? 'stranger' : isPlanned ? 'plan' : 'wait');
  }

  #asking(authorization: string): FreeswitchSwitch | null {
    if (authorization.length > CREDENTIALS_BYTES) return null;
    const sent = ofOneLength(authorization);
    return this.#nodes.find(({ credentials }) => timingSafeEqual(sent, credentials))?.node ?? null;
  }
}

/** The answer is sent as soon as it is known, and not after all that else becomes of the arrival of a call. */
function answersWithPlan(node: FreeswitchSwitch, path: string, response: ServerResponse): boolean {
  const channel = readLookupPath(path);
  if (channel === null || channel.get('Caller-Context') !== CONTEXT) return false;
  return node.planFor(channel, (order) => send(response, 200, planDocument(order)));
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'text/xml',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.end(body);
}

/** So that comparing takes as long whatever was sent. */
function ofOneLength(text: string): Buffer {
  const bytes = Buffer.alloc(CREDENTIALS_BYTES + 1);
  bytes.write(text, 'latin1');
  return bytes;
}
