/** The URL that is asked for each call to a number of a pool. */
export interface WebhookInput {
  readonly pool: string;
  readonly url: string;
  /** 50 to 2,000; left out: as it is, or 300. */
  readonly deadlineMs?: number | undefined;
}

export interface WebhookView {
  readonly pool: string;
  readonly url: string;
  readonly deadlineMs: number;
  /** Shown once: when it is new. */
  readonly secret: string | null;
}

/** The webhooks of pools. */
export interface WebhookOperations {
  /** A new webhook gets a secret; one that is changed keeps it. */
  setWebhook(input: WebhookInput): Promise<WebhookView>;
  /** A new secret; the one before signs as well for a day. */
  rotateWebhookSecret(input: { readonly pool: string }): Promise<WebhookView>;
  /** One that is not there is no error. */
  removeWebhook(input: { readonly pool: string }): Promise<null>;
}
