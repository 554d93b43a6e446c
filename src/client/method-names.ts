import type { OPERATIONS } from './operation-table.ts';

/** What the OpenAPI document calls an operation. */
export type OperationId = keyof typeof OPERATIONS;

/** The methods of the client, by resource, and the operation that each one asks for. A test makes sure that none is missing. */
export const METHODS = {
  bindings: {
    /** Binds two parties to a privacy number. A pair that is bound already keeps its number and gets the new terms. */
    create: 'bind',
    /** Binds up to 1,000 pairs. One result a row, in their order; a row that is refused does not stop the others. */
    createMany: 'bindMany',
    get: 'getBinding',
    /** All bindings, pool by pool, fetched page by page while they are read. */
    list: 'listBindings',
    /** The bindings of a party. */
    search: 'searchBindings',
    /** Changes a live binding in place: parties, direction, terms, user data. */
    patch: 'amendBinding',
    /** Releases a binding. */
    delete: 'releaseBinding',
    /** Modes ax, axe, axg: whom A reaches for a while, before whoever called last. */
    setTemporaryCallee: 'setTemporaryCallee',
    clearTemporaryCallee: 'clearTemporaryCallee',
  },
  webhooks: {
    /** Has a URL asked for each call to a number of a pool. The answer holds the secret when it is new, and never again. */
    put: 'setRouteWebhook',
    /** A new secret; the earlier one signs as well for a day. */
    rotateSecret: 'rotateRouteWebhookSecret',
    delete: 'removeRouteWebhook',
  },
  groups: {
    /** Makes a group of up to 10,000 numbers, or replaces its members. */
    put: 'putGroup',
    /** Adds and removes members. */
    patch: 'changeGroup',
    /** All groups, without their members. */
    list: 'listGroups',
    /** One with its members. */
    get: 'getGroup',
    delete: 'deleteGroup',
  },
  calls: {
    /** Calls A, then B, showing both the privacy number. Repeated after a lost answer, it rings once. */
    callback: 'startCallback',
    /** The live calls. */
    list: 'listCalls',
    hangUp: 'hangUpCall',
  },
  cdrs: {
    /** What calls were, in the order in which they began. */
    list: 'listCallRecords',
    search: 'searchCallRecords',
    get: 'getCallRecord',
  },
  recordings: {
    /** What was said in calls, in the order in which it was. The sound itself is fetched: with the key, or by a link. */
    list: 'listRecordings',
    get: 'getRecording',
    /** A link that opens a recording for a short time, to whoever has it. */
    link: 'linkRecording',
    /** It outlives its time and is not deleted. */
    hold: 'holdRecording',
    release: 'releaseRecording',
    delete: 'deleteRecording',
  },
  routes: {
    /** Whom a call would reach, and why. */
    explain: 'explainRoute',
  },
  events: {
    /** By pages; `GET /v1/events` as a stream is not for this client. */
    list: 'listEvents',
  },
  eventEndpoints: {
    /** The answer holds the secret, this once: it is null when the request had to be repeated. */
    create: 'createEventEndpoint',
    list: 'listEventEndpoints',
    get: 'getEventEndpoint',
    patch: 'changeEventEndpoint',
    delete: 'removeEventEndpoint',
    /** For a day the deliveries are signed by the earlier secret as well. */
    rotateSecret: 'rotateEventEndpointSecret',
    /** Events that it did not take and that were given up. */
    deadLetters: 'listDeadLetters',
    redeliver: 'redeliverDeadLetters',
    /** Gets all events after a number once more. */
    replay: 'replayEvents',
  },
  pools: {
    create: 'createPool',
    list: 'listPools',
    get: 'getPool',
    patch: 'changePool',
    delete: 'deletePool',
    /** Gives numbers to a pool; for the operator. */
    addNumbers: 'addNumbers',
    /** Locked numbers get no new bindings; old ones live on. */
    lockNumbers: 'lockNumbers',
    removeNumbers: 'removeNumbers',
    /** How many numbers the bindings of a pool need. May take minutes: give it a longer timeout. */
    plan: 'planPool',
  },
  numbers: {
    /** The pool of a privacy number, and its live bindings. */
    get: 'getNumber',
  },
  tenants: {
    create: 'createTenant',
    list: 'listTenants',
    patch: 'changeTenant',
    /** How calls on all pools of the tenant are treated. */
    policy: 'getTenantPolicy',
    patchPolicy: 'changeTenantPolicy',
  },
  keys: {
    /** The answer holds the key, this once: it is null when the request had to be repeated. */
    create: 'createApiKey',
    list: 'listApiKeys',
    revoke: 'revokeApiKey',
  },
  audit: {
    /** Who did what, the earliest first. */
    list: 'listAudit',
  },
  health: {
    /** The daemon answers. */
    live: 'health',
    /** Whether the daemon can take calls and requests. */
    ready: 'readiness',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, OperationId>>>>;
