import { z } from 'zod';
import { MAX_GROUP_MEMBERS } from '../../ports/binding-store.ts';
import { cursor, groupName, nextCursor, pageLimit, party } from './common-schema.ts';

const numbers = () => z.array(party()).max(MAX_GROUP_MEMBERS);

export const groupBodySchema = z
  .strictObject({ members: numbers().describe('All of them; who is not here is in the group no more.') })
  .meta({ id: 'GroupMembers' });

export const groupChangeSchema = z
  .strictObject({ add: numbers().optional(), remove: numbers().optional() })
  .refine((input) => Object.keys(input).length > 0, { error: 'name add, remove, or both' })
  .meta({ id: 'GroupChange', description: 'Who is in already, or not, is no error.' });

export const groupSchema = z
  .object({ group: z.string(), size: z.int().describe('How many members it has.') })
  .meta({ id: 'Group' });

export const groupWithMembersSchema = groupSchema
  .extend({
    members: z
      .array(z.string())
      .describe('In no order that means anything. Masked, unless it was asked to be revealed.'),
  })
  .meta({ id: 'GroupWithMembers' });

export const groupPageSchema = z
  .object({ groups: z.array(groupSchema), nextCursor: nextCursor() })
  .meta({ id: 'GroupPage' });

export const groupListQuery = z.strictObject({ cursor: cursor(), limit: pageLimit() });
export const groupParams = z.strictObject({ group: groupName() });
