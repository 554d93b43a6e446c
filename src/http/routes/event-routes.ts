import type { FastifyReply, FastifyRequest } from 'fastify';
import { readTypes } from '../../app/delivery/endpoint-desk.ts';
import { RateLimitError } from '../../app/tenancy/gatekeeper.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { caller, mayReveal, visitorOf } from '../caller.ts';
import { numberCursor, readNumber } from '../cursor.ts';
import type { StreamSource } from '../event-stream.ts';
import { noteReveal } from '../revealing.ts';
import { eventPageSchema, eventQuery } from '../schema/event-schema.ts';
import { PROBLEMS } from '../schema/problem-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const STREAM_TYPE = 'text/event-stream';
/** Events that a stream reads at once. */
const STREAM_PAGE = 50;

interface Wish {
  readonly after: number | null;
  readonly types: readonly string[];
  readonly showNumbers: boolean;
}

/** What happened: by pages, or as it happens. */
export function eventRoutes(api: Api, services: HttpServices): void {
  api.addHook('preClose', async () => services.streams.close());
  api.route({
    method: 'GET',
    url: '/v1/events',
    config: { access: { scope: 'read' } },
    schema: {
      operationId: 'listEvents',
      summary: 'Read events, by pages or as a stream',
      description:
        `With \`Accept: ${STREAM_TYPE}\` as server-sent events that go on until you close them; an event \`reset\` says that events ` +
        'are missing, since they are no longer kept. The header `Last-Event-ID` goes before `after`.',
      tags: ['events'],
      querystring: eventQuery,
      response: { 200: eventPageSchema, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { after = null, cursor, types = '', limit, reveal } = request.query;
      const place = cursor === undefined ? after : readNumber(cursor);
      const wish = {
        after: place,
        types: readTypes(types === '' ? [] : types.split(',')),
        showNumbers: mayReveal(request, reveal),
      };
      if (wantsStream(request))
        return stream(request, reply, services, {
          ...wish,
          after: lastEventId(request) ?? place,
        });
      const { events, upTo, more } = caller(request).desk.events.page({ ...wish, limit });
      const [first, last] = [events.at(0), events.at(-1)];
      if (wish.showNumbers && first !== undefined && last !== undefined)
        await noteReveal(request, services, 'event', [`${first.number}-${last.number}`]);
      return {
        events: events.map((event) => ({ ...event, data: { ...event.data } })),
        upTo,
        nextCursor: numberCursor(more ? upTo : undefined),
      };
    },
  });
}

/** @throws AxbridgeError `input-invalid` */
function lastEventId({ headers }: FastifyRequest): number | null {
  const text = headers['last-event-id'];
  if (text === undefined || text === '') return null;
  if (typeof text !== 'string' || !/^[0-9]{1,15}$/.test(text))
    throw new AxbridgeError('input-invalid', 'last-event-id: the number of an event');
  return Number(text);
}

function wantsStream({
  method,
  headers,
}: {
  readonly method: string;
  readonly headers: { readonly accept?: string | undefined };
}): boolean {
  return method === 'GET' && (headers.accept ?? '').toLowerCase().includes(STREAM_TYPE);
}

async function stream(
  request: FastifyRequest,
  reply: FastifyReply,
  services: HttpServices,
  { after, types, showNumbers }: Wish,
): Promise<FastifyReply> {
  const { tenant, desk } = caller(request);
  services.streams.admit(tenant);
  const from = after ?? desk.events.bounds().last;
  if (showNumbers) await noteReveal(request, services, 'event', [`${from + 1}-`]);
  const source: StreamSource = {
    bounds: () => desk.events.bounds(),
    page: (position) => desk.events.page({ after: position, types, limit: STREAM_PAGE, showNumbers }),
    watch: (onAdded) => desk.events.watch(onAdded),
    isWelcome: () => isWelcome(request, services, showNumbers),
  };
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
  reply.raw.writeHead(200, { 'content-type': STREAM_TYPE, 'x-accel-buffering': 'no' });
  services.streams.begin(tenant, reply.raw, source, from);
  return reply;
}

/** A key that was revoked or has expired reads no further. */
function isWelcome(
  request: FastifyRequest,
  { gatekeeper, proxies }: HttpServices,
  showNumbers: boolean,
): boolean {
  try {
    const { scopes } = gatekeeper.admit(visitorOf(request, proxies()), 'read');
    return !showNumbers || scopes.has('reveal');
  } catch (error) {
    return error instanceof RateLimitError;
  }
}
