import { randomUUID } from 'node:crypto';
import type { IdSource } from '../../ports/id-source.ts';

/** Random UUIDs (RFC 9562, version 4). */
export class RandomIdSource implements IdSource {
  uuid(): string {
    return randomUUID();
  }
}
