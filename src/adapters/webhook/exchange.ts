import * as http from 'node:http';
import * as https from 'node:https';

/** Larger answers are not read to their end. */
const MOST_BYTES = 16_384;

/** The answer of success is larger than any that we understand. */
export class TooLarge extends Error {}

/** A POST to a URL of somebody else. */
export interface Exchange {
  readonly url: URL;
  readonly options: https.RequestOptions;
  readonly body: string;
}

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** `null` when the status is none of success. */
  readonly text: string | null;
}

/** The headers of what we post, besides the signature. */
export function postHeaders(body: string): http.OutgoingHttpHeaders {
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'axbridge',
    'content-length': Buffer.byteLength(body),
  };
}

/** A kept connection may be closed by the other side in the moment in which it is used: then a new one is made. */
export async function postAgainOnce(exchange: Exchange): Promise<Answered> {
  const first = await post(exchange);
  if (first !== 'stale') return first;
  const agent = false;
  const second = await post({ ...exchange, options: { ...exchange.options, agent } });
  if (second === 'stale') throw new Error('the connection broke');
  return second;
}

function post({ url, options, body }: Exchange): Promise<Answered | 'stale'> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered | 'stale'>();
  const request = (url.protocol === 'https:' ? https : http).request(url, options, (response) => {
    readWhole(response).then(resolve, reject);
  });
  request.on('error', (error) => {
    if (request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(codeOf(error) ?? '')) resolve('stale');
    else reject(error);
  });
  // Without this nothing at all is told of an answer that changes the protocol.
  request.on('upgrade', ({ statusCode = 0, headers }, socket) => {
    socket.destroy();
    resolve({ status: statusCode, headers, text: null });
  });
  request.end(body);
  return promise;
}

async function readWhole(response: http.IncomingMessage): Promise<Answered> {
  const { statusCode: status = 0, headers } = response;
  if (status < 200 || status > 299) {
    response.destroy();
    return { status, headers, text: null };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new TooLarge();
    chunks.push(chunk);
  }
  return { status, headers, text: Buffer.concat(chunks).toString('utf8') };
}

/** `ECONNREFUSED` and the like. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
