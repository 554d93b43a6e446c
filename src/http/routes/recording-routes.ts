import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RecordingView } from '../../app/recordings/recording-operations.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { printInstant } from '../../domain/instant-text.ts';
import { caller } from '../caller.ts';
import { create } from '../creating.ts';
import { readText, textCursor } from '../cursor.ts';
import { creatingHeaders } from '../schema/common-schema.ts';
import { NO_CONTENT, PROBLEMS } from '../schema/problem-schema.ts';
import {
  linkParams,
  linkSchema,
  linkWishSchema,
  type RecordingBody,
  recordingListQuery,
  recordingPageSchema,
  recordingParams,
  recordingSchema,
  SOUND,
} from '../schema/recording-schema.ts';
import type { Api, HttpServices } from '../services.ts';
import { askedOf, sendSound } from '../sound-answer.ts';

const tags = ['recordings'];
const RECORDINGS = { access: { scope: 'recordings' } } as const;
const LINK_PATH = '/v1/recording-links/';

/** What was said in calls. */
export function recordingRoutes(api: Api, services: HttpServices): void {
  reading(api);
  hearing(api, services);
  linking(api, services);
  holding(api, services);
}

function reading(api: Api): void {
  api.route({
    method: 'GET',
    url: '/v1/recordings',
    config: RECORDINGS,
    schema: {
      operationId: 'listRecordings',
      summary: 'List recordings',
      description: 'In the order in which they began. A recording is there seconds after its call.',
      tags,
      querystring: recordingListQuery,
      response: { 200: recordingPageSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { cursor, held, ...wish } = request.query;
      const { recordings, next } = caller(request).desk.recordings.page({
        ...wish,
        ...(held === undefined ? {} : { held: held === 'true' }),
        ...(cursor === undefined ? {} : { after: readText(cursor) }),
      });
      return { recordings: recordings.map(recordingBody), nextCursor: textCursor(next ?? undefined) };
    },
  });
  api.route({
    method: 'GET',
    url: '/v1/recordings/:recording',
    config: RECORDINGS,
    schema: {
      operationId: 'getRecording',
      summary: 'Get what is known of a recording',
      tags,
      params: recordingParams,
      response: { 200: recordingSchema, ...PROBLEMS },
    },
    handler: async (request) => recordingBody(caller(request).desk.recordings.one(request.params.recording)),
  });
}

function hearing(api: Api, services: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/recordings/:recording/content',
    config: RECORDINGS,
    schema: {
      operationId: 'downloadRecording',
      summary: 'Download a recording, or a part of it',
      description: 'One range of bytes may be asked for (`Range`, `If-Range`). Each download is audited.',
      tags,
      params: recordingParams,
      response: { ...SOUND, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { actor } = caller(request);
      return send(request, reply, services, { actor, recording: request.params.recording });
    },
  });
  api.route({
    method: 'GET',
    url: `${LINK_PATH}:token`,
    config: { access: 'public' },
    schema: {
      operationId: 'downloadLinkedRecording',
      summary: 'Download a recording by a link',
      description: 'The link is the key: it opens one recording, for a short time. Each download is audited.',
      tags,
      security: [],
      params: linkParams,
      response: { ...SOUND, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const recording = services.links.read(request.params.token);
      const { tenant } = services.recordings.find(recording);
      if (services.access.tenant(tenant).disabled) throw new AxbridgeError('link-invalid');
      return send(request, reply, services, {
        actor: { tenant, name: 'link', request: request.id },
        recording,
      });
    },
  });
}

type Hearing = {
  readonly actor: Parameters<HttpServices['trail']['note']>[0];
  readonly recording: string;
};

/** The line of the audit log is on stable storage before the first byte is sent. */
async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  { desks, trail }: HttpServices,
  { actor, recording: name }: Hearing,
): Promise<FastifyReply> {
  const desk = desks.of(actor.tenant).recordings;
  const recording = desk.find(name);
  const asked = askedOf(request, recording, reply);
  if (asked.status === 304) return reply.code(304).send();
  if (request.method === 'HEAD') return sendSound(reply, recording, asked, null);
  await trail.note(actor, { action: 'recording.download', subject: `recording ${recording.id}` });
  return sendSound(reply, recording, asked, async () => (await desk.open(recording.id)).sound);
}

function linking(api: Api, services: HttpServices): void {
  api.route({
    method: 'POST',
    url: '/v1/recordings/:recording/links',
    config: RECORDINGS,
    schema: {
      operationId: 'linkRecording',
      summary: 'Make a link that opens a recording for a short time',
      tags,
      headers: creatingHeaders,
      params: recordingParams,
      body: linkWishSchema,
      response: { 201: linkSchema, ...PROBLEMS },
    },
    handler: async (request, reply) =>
      create(request, reply, services, {
        repeatable: true,
        status: () => 201,
        work: async () => {
          const { desk, actor } = caller(request);
          const { id } = desk.recordings.find(request.params.recording);
          const { token, expiresAt } = services.links.make(id, request.body.expiresInSeconds);
          await services.trail.note(actor, { action: 'recording.link', subject: `recording ${id}` });
          return { url: `${LINK_PATH}${token}`, expiresAt: printInstant(expiresAt) };
        },
      }),
  });
}

function holding(api: Api, { trail }: HttpServices): void {
  const acts = [
    { method: 'PUT', held: true, operationId: 'holdRecording', action: 'recording.hold' },
    { method: 'DELETE', held: false, operationId: 'releaseRecording', action: 'recording.release' },
  ] as const;
  for (const { method, held, operationId, action } of acts)
    api.route({
      method,
      url: '/v1/recordings/:recording/hold',
      config: RECORDINGS,
      schema: {
        operationId,
        summary: held ? 'Hold a recording: it outlives its time and is not deleted' : 'Let it go',
        description: held
          ? 'For proceedings of law.'
          : 'When its time was over meanwhile, it is shredded with that.',
        tags,
        params: recordingParams,
        response: { 204: NO_CONTENT, ...PROBLEMS },
      },
      handler: async (request, reply) => {
        const { desk, actor } = caller(request);
        const { id } = desk.recordings.find(request.params.recording);
        const act = { action, subject: `recording ${id}` };
        await trail.around(actor, act, () => desk.recordings.hold(id, held));
        return reply.code(204).send(null);
      },
    });
  api.route({
    method: 'DELETE',
    url: '/v1/recordings/:recording',
    config: RECORDINGS,
    schema: {
      operationId: 'deleteRecording',
      summary: 'Delete a recording for good',
      description: 'Its key is destroyed first. One that is held is refused.',
      tags,
      params: recordingParams,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      const { desk, actor } = caller(request);
      const { id } = desk.recordings.find(request.params.recording);
      const act = { action: 'recording.delete', subject: `recording ${id}` };
      await trail.around(actor, act, () => desk.recordings.delete(id));
      return reply.code(204).send(null);
    },
  });
}

/** Whose it is, the asking one knows. */
function recordingBody({ tenant: _tenant, durationMs, ...view }: RecordingView): RecordingBody {
  return { ...view, durationMilliseconds: durationMs };
}
