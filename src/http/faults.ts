import type { FastifySchemaValidationError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { harmlessName, unknownFields } from '../wire/harmless-name.ts';
import type { Problem } from './schema/problem-schema.ts';

const MAX_FAULTS = 20;
const MAX_TEXT = 200;

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
    .map(harmlessName);
}

function messageOf({ keyword, message, params }: FastifySchemaValidationError): string {
  if (keyword !== 'unrecognized_keys') return message ?? '';
  const { keys } = params;
  return unknownFields(Array.isArray(keys) ? keys.map(String) : []);
}
