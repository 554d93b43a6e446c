import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AxbridgeError } from '../domain/error-catalogue.ts';
import { problemOf } from './problem.ts';
import type { Api, HttpServices } from './services.ts';

const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Every error leaves as a problem document, wherever it came up. */
export function answerErrors(api: Api, { log }: HttpServices): void {
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { problem, headers, isOurs } = problemOf(error, request.id);
    if (isOurs)
      log.error({ err: error, request: request.id, route: request.routeOptions.url }, 'request failed');
    return reply
      .code(problem.status)
      .headers(headers)
      .type(PROBLEM_TYPE)
      .serializer(JSON.stringify)
      .send(problem);
  };
  api.setErrorHandler(refuse);
  api.setNotFoundHandler((request, reply) => refuse(new AxbridgeError('not-found'), request, reply));
}

/** An address that no route could have: the router gives up before anything of ours is asked. */
export function refuseAddress(error: unknown, requestId: string, answer: ServerResponse): void {
  const { problem } = problemOf(error, requestId);
  answer.writeHead(problem.status, { 'content-type': PROBLEM_TYPE, 'x-request-id': requestId });
  answer.end(JSON.stringify(problem));
}

/** What is no HTTP at all, or takes too long to become it, is answered and hung up on. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const statusCode = STATUS_OF_FAULT[error.code ?? ''] ?? 400;
  const { problem } = problemOf({ statusCode }, '-');
  const body = JSON.stringify({ ...problem, status: statusCode });
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(
    `HTTP/1.1 ${statusCode} ${REASON[statusCode] ?? 'Bad Request'}\r\ncontent-type: ${PROBLEM_TYPE}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

const STATUS_OF_FAULT: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const REASON: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};
