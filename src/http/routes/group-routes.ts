import { caller, mayReveal } from '../caller.ts';
import { readText, textCursor } from '../cursor.ts';
import { noteReveal } from '../revealing.ts';
import { revealQuery } from '../schema/binding-schema.ts';
import {
  groupBodySchema,
  groupChangeSchema,
  groupListQuery,
  groupPageSchema,
  groupParams,
  groupSchema,
  groupWithMembersSchema,
} from '../schema/group-schema.ts';
import { NO_CONTENT, PROBLEMS } from '../schema/problem-schema.ts';
import type { Api, HttpServices } from '../services.ts';

const tags = ['groups'];
/** 10,000 numbers of the longest texts. */
const GROUP_BYTES = 1024 * 1024;
/** So many numbers cost as much as one request. */
const NUMBERS_A_REQUEST = 100;
const READ = { access: { scope: 'read' } } as const;
const BIND = { access: { scope: 'bind' } } as const;

export function groupRoutes(api: Api, services: HttpServices): void {
  writing(api);
  removing(api);
  reading(api, services);
}

function writing(api: Api): void {
  api.route({
    method: 'PUT',
    url: '/v1/groups/:group',
    config: BIND,
    bodyLimit: GROUP_BYTES,
    schema: {
      operationId: 'putGroup',
      summary: 'Create a group of numbers, or replace its members',
      description: 'For bindings of the mode axg. Calls see the new members at once.',
      tags,
      params: groupParams,
      body: groupBodySchema,
      response: { 200: groupSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { principal, desk } = caller(request);
      const { members } = request.body;
      principal.charge(Math.floor(members.length / NUMBERS_A_REQUEST));
      return desk.groups.put(request.params.group, members);
    },
  });
  api.route({
    method: 'PATCH',
    url: '/v1/groups/:group',
    config: BIND,
    bodyLimit: GROUP_BYTES,
    schema: {
      operationId: 'changeGroup',
      summary: 'Add and remove members of a group',
      tags,
      params: groupParams,
      body: groupChangeSchema,
      response: { 200: groupSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { principal, desk } = caller(request);
      const { add = [], remove = [] } = request.body;
      principal.charge(Math.floor((add.length + remove.length) / NUMBERS_A_REQUEST));
      return desk.groups.change(request.params.group, add, remove);
    },
  });
}

function removing(api: Api): void {
  api.route({
    method: 'DELETE',
    url: '/v1/groups/:group',
    config: BIND,
    schema: {
      operationId: 'deleteGroup',
      summary: 'Delete a group',
      description: 'Refused while live bindings name it.',
      tags,
      params: groupParams,
      response: { 204: NO_CONTENT, ...PROBLEMS },
    },
    handler: async (request, reply) => {
      await caller(request).desk.groups.remove(request.params.group);
      return reply.code(204).send(null);
    },
  });
}

function reading(api: Api, services: HttpServices): void {
  api.route({
    method: 'GET',
    url: '/v1/groups',
    config: READ,
    schema: {
      operationId: 'listGroups',
      summary: 'List groups, without their members',
      tags,
      querystring: groupListQuery,
      response: { 200: groupPageSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { cursor, limit } = request.query;
      const after = readText(cursor);
      const rest = (await caller(request).desk.groups.all()).filter(({ group }) => group > after);
      const page = rest.slice(0, limit);
      return { groups: page, nextCursor: textCursor(rest.length > limit ? page.at(-1)?.group : undefined) };
    },
  });
  api.route({
    method: 'GET',
    url: '/v1/groups/:group',
    config: READ,
    schema: {
      operationId: 'getGroup',
      summary: 'Get a group with its members',
      tags,
      params: groupParams,
      querystring: revealQuery,
      response: { 200: groupWithMembersSchema, ...PROBLEMS },
    },
    handler: async (request) => {
      const { principal, desk } = caller(request);
      const showNumbers = mayReveal(request, request.query.reveal);
      const { group, size, members } = await desk.groups.one(request.params.group, showNumbers);
      principal.charge(Math.floor(size / NUMBERS_A_REQUEST));
      if (showNumbers) await noteReveal(request, services, 'group', [group]);
      return { group, size, members: [...members] };
    },
  });
}
