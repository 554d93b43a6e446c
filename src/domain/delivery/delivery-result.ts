/** Why a delivery had no answer: the first four are about the receiver, the others about the log. The names are those that are shown. */
export type SendFailure =
  | 'slow'
  | 'unreachable'
  | 'address-refused'
  | 'plain-http'
  | 'no-longer-kept'
  | 'unreadable';

/**
 * What became of one attempt to deliver an event.
 * - `accepted`: answered with 200 to 299
 * - `gone`: answered with 410, by which a receiver says that it wants no more (Standard Webhooks 1.0)
 * - `refused`: any other answer; redirects are not followed
 * - `failed`: no answer
 */
export type DeliveryResult =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'gone' }
  | {
      readonly kind: 'refused';
      readonly status: number;
      /** As the receiver asked by `Retry-After`; `null` when it did not. */
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'failed'; readonly because: SendFailure };

/** The result in one word, as the dead letters show it: `status 500`, `slow`. */
export function resultWord(result: DeliveryResult): string {
  switch (result.kind) {
    case 'accepted':
    case 'gone':
      return result.kind;
    case 'refused':
      return `status ${result.status}`;
    case 'failed':
      return result.because;
  }
}
