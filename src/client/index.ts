/** What `@axbridge/client` offers. */
export { createClient } from './client.ts';
export { Listing } from './listing.ts';
export type { Client } from './method-types.ts';
export type * from './openapi-types.ts';
export { AxbridgeNoAnswer, AxbridgeProblem, type NoAnswerReason } from './problem.ts';
export type { CallOptions } from './request.ts';
export type { ClientOptions } from './transport.ts';
