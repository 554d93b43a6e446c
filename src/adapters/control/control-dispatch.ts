import type { z } from 'zod';
import type { Operations } from '../../app/operations.ts';
import { AxbridgeError } from '../../domain/error-catalogue.ts';
import { StoreError } from '../../ports/store-error.ts';
import { harmlessName, unknownFields } from '../../wire/harmless-name.ts';
import { CONTROL_SCHEMAS, type OperationName, requestSchema } from './control-schema.ts';
import { type Answer, isRecord, readLine, toWireError } from './control-wire.ts';

type Endpoint = (operations: Operations, input: unknown) => Promise<unknown>;

const MAX_ISSUES = 3;
const MAX_DETAIL = 300;

/** One an operation: reads the input strictly, then asks. */
const ENDPOINTS: Readonly<Record<OperationName, Endpoint>> = {
  addPool: endpoint(CONTROL_SCHEMAS.addPool, (operations, input) => operations.addPool(input)),
  pools: endpoint(CONTROL_SCHEMAS.pools, (operations) => operations.pools()),
  lockPool: endpoint(CONTROL_SCHEMAS.lockPool, (operations, input) => operations.lockPool(input)),
  removePool: endpoint(CONTROL_SCHEMAS.removePool, (operations, input) => operations.removePool(input)),
  setWebhook: endpoint(CONTROL_SCHEMAS.setWebhook, (operations, input) => operations.setWebhook(input)),
  rotateWebhookSecret: endpoint(CONTROL_SCHEMAS.rotateWebhookSecret, (operations, input) =>
    operations.rotateWebhookSecret(input),
  ),
  removeWebhook: endpoint(CONTROL_SCHEMAS.removeWebhook, (operations, input) =>
    operations.removeWebhook(input),
  ),
  bind: endpoint(CONTROL_SCHEMAS.bind, (operations, input) => operations.bind(input)),
  bindMany: endpoint(CONTROL_SCHEMAS.bindMany, (operations, input) => operations.bindMany(input)),
  amend: endpoint(CONTROL_SCHEMAS.amend, (operations, input) => operations.amend(input)),
  unbind: endpoint(CONTROL_SCHEMAS.unbind, (operations, input) => operations.unbind(input)),
  bindings: endpoint(CONTROL_SCHEMAS.bindings, (operations, input) => operations.bindings(input)),
  putGroup: endpoint(CONTROL_SCHEMAS.putGroup, (operations, input) => operations.putGroup(input)),
  changeGroup: endpoint(CONTROL_SCHEMAS.changeGroup, (operations, input) => operations.changeGroup(input)),
  groups: endpoint(CONTROL_SCHEMAS.groups, (operations) => operations.groups()),
  group: endpoint(CONTROL_SCHEMAS.group, (operations, input) => operations.group(input)),
  removeGroup: endpoint(CONTROL_SCHEMAS.removeGroup, (operations, input) => operations.removeGroup(input)),
  setCallee: endpoint(CONTROL_SCHEMAS.setCallee, (operations, input) => operations.setCallee(input)),
  clearCallee: endpoint(CONTROL_SCHEMAS.clearCallee, (operations, input) => operations.clearCallee(input)),
  route: endpoint(CONTROL_SCHEMAS.route, (operations, input) => operations.route(input)),
  tenantPolicy: endpoint(CONTROL_SCHEMAS.tenantPolicy, (operations, input) => operations.tenantPolicy(input)),
  changeTenantPolicy: endpoint(CONTROL_SCHEMAS.changeTenantPolicy, (operations, input) =>
    operations.changeTenantPolicy(input),
  ),
  callback: endpoint(CONTROL_SCHEMAS.callback, (operations, input) => operations.callback(input)),
  calls: endpoint(CONTROL_SCHEMAS.calls, (operations, input) => operations.calls(input)),
  hangUp: endpoint(CONTROL_SCHEMAS.hangUp, (operations, input) => operations.hangUp(input)),
  status: endpoint(CONTROL_SCHEMAS.status, (operations) => operations.status()),
  askNodes: endpoint(CONTROL_SCHEMAS.askNodes, (operations, input) => operations.askNodes(input)),
  rotateKey: endpoint(CONTROL_SCHEMAS.rotateKey, (operations) => operations.rotateKey()),
  cdrs: endpoint(CONTROL_SCHEMAS.cdrs, (operations, input) => operations.cdrs(input)),
  recordings: endpoint(CONTROL_SCHEMAS.recordings, (operations, input) => operations.recordings(input)),
  recording: endpoint(CONTROL_SCHEMAS.recording, (operations, input) => operations.recording(input)),
  readRecording: endpoint(CONTROL_SCHEMAS.readRecording, (operations, input) =>
    operations.readRecording(input),
  ),
  holdRecording: endpoint(CONTROL_SCHEMAS.holdRecording, (operations, input) =>
    operations.holdRecording(input),
  ),
  deleteRecording: endpoint(CONTROL_SCHEMAS.deleteRecording, (operations, input) =>
    operations.deleteRecording(input),
  ),
};

export interface Dispatched {
  readonly answer: Answer;
  /** The line was no JSON: whoever speaks here does not speak our language, and is not listened to any longer. */
  readonly hangUp: boolean;
  /** What went wrong inside, for the log; nothing of it goes over the socket. */
  readonly fault: unknown;
}

/** Answers one line. Never rejects. */
export async function dispatch(operations: Operations, line: Buffer): Promise<Dispatched> {
  const value = readLine(line);
  if (value === undefined) return { ...refused(null, 'the line is not JSON in UTF-8'), hangUp: true };
  const request = requestSchema.safeParse(value);
  if (!request.success) return refused(idOf(value), describe(request.error));
  const { id, operation, input } = request.data;
  if (!isOperation(operation)) return refused(id, 'operation: there is no such operation');
  try {
    const result = await ENDPOINTS[operation](operations, input);
    return { answer: { id, ok: true, result }, hangUp: false, fault: undefined };
  } catch (error) {
    return failed(id, error);
  }
}

function endpoint<Input>(
  schema: z.ZodType<Input>,
  ask: (operations: Operations, input: Input) => Promise<unknown>,
): Endpoint {
  return async (operations, input) => {
    const reading = schema.safeParse(input);
    if (!reading.success) throw new AxbridgeError('input-invalid', describe(reading.error));
    return ask(operations, reading.data);
  };
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(ENDPOINTS, name);
}

function refused(id: number | null, detail: string): Dispatched {
  return failed(id, new AxbridgeError('input-invalid', detail));
}

function failed(id: number | null, error: unknown): Dispatched {
  const told = inCatalogue(error);
  const fault = told === error && told.code !== 'internal' ? undefined : error;
  return { answer: { id, ok: false, error: toWireError(told) }, hangUp: false, fault };
}

/** A store says what it could not do in codes of the catalogue, and names no number. */
function inCatalogue(error: unknown): AxbridgeError {
  if (error instanceof AxbridgeError) return error;
  return error instanceof StoreError
    ? new AxbridgeError(error.code, error.detail)
    : new AxbridgeError('internal');
}

/** Where and what, never the value: it may be a real number, and so may be the name of a field that is none of ours. */
function describe(error: z.ZodError): string {
  const issues = error.issues.slice(0, MAX_ISSUES).map((issue) => {
    const place = issue.path.map((name) => harmlessName(String(name))).join('.');
    const message = issue.code === 'unrecognized_keys' ? unknownFields(issue.keys) : issue.message;
    return place === '' ? message : `${place}: ${message}`;
  });
  return issues.join('; ').slice(0, MAX_DETAIL);
}

function idOf(value: unknown): number | null {
  const id = isRecord(value) ? value['id'] : null;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : null;
}
