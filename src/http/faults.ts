import type { FastifySchemaValidationError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Problem } from './schema/problem-schema.ts';

const MAX_FAULTS = 20;
const MAX_TEXT = 200;
/** A name without digits, or a place in a list. Anything else may be a number that somebody wrote where a name belongs. */
const HARMLESS = /^(?:[A-Za-z][A-Za-z_-]{0,39}|[0-9]{1,4})$/;

/** What is wrong with an input, place by place. Repeats nothing of it but names of fields that cannot be a number. */
export function faultsOf(error: unknown): Pick<Problem, 'errors'> {
  if (!hasZodFastifySchemaValidationErrors(error)) return {};
  const where = error.validationContext ?? 'body';
  const errors = error.validation.slice(0, MAX_FAULTS).map((fault) => ({
    path: [where, ...placeOf(fault)].join('/').slice(0, MAX_TEXT),
    message: messageOf(fault).slice(0, MAX_TEXT),
  }));
  return { errors };
}

function placeOf({ instancePath }: FastifySchemaValidationError): readonly string[] {
  return instancePath
    .split('/')
    .filter((name) => name !== '')
    .map(shownName);
}

/** Of all messages of the schemas only this one has something of the input in it. */
function messageOf({ keyword, message, params }: FastifySchemaValidationError): string {
  if (keyword !== 'unrecognized_keys') return message ?? '';
  const { keys } = params;
  const names = Array.isArray(keys) ? keys.map(String).map(shownName) : [];
  return `there is no such field: ${names.join(', ')}`;
}

function shownName(name: string): string {
  return HARMLESS.test(name) ? name : '…';
}
