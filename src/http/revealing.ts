import type { FastifyRequest } from 'fastify';
import { caller } from './caller.ts';
import type { HttpServices } from './services.ts';

/** Writes down which real numbers somebody is about to see. The answer goes out after this has resolved. */
export async function noteReveal(
  request: FastifyRequest,
  { trail }: HttpServices,
  what: 'binding' | 'call' | 'cdr' | 'route' | 'group' | 'event',
  ids: readonly (string | number)[],
): Promise<void> {
  if (ids.length === 0) return;
  await trail.note(caller(request).actor, { action: 'reveal', subject: `${what} ${ids.join(' ')}` });
}
