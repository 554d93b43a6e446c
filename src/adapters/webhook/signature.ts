import { createHmac } from 'node:crypto';
import type { Secret } from '../../domain/secret.ts';

const PREFIX = 'whsec_';

/** A message that is to be signed. */
export interface SignedMessage {
  /** The same when a message is sent again. Without a full stop. */
  readonly id: string;
  /** Unix time in whole seconds. */
  readonly sentAtSeconds: number;
  readonly body: string;
}

/** 32 bytes as owners of secrets keep them. */
export function webhookSecretText(bytes: Uint8Array): string {
  return `${PREFIX}${Buffer.from(bytes).toString('base64')}`;
}

/**
 * The headers of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, one signature a secret, so that a receiver may know the
 * secret before a rotation or the one after it.
 */
export function signatureHeaders(
  { id, sentAtSeconds, body }: SignedMessage,
  secrets: readonly Secret[],
): Readonly<Record<string, string>> {
  const signed = `${id}.${sentAtSeconds}.${body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.reveal().slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(sentAtSeconds),
    'webhook-signature': signatures.join(' '),
  };
}
