import { AxbridgeError } from '../domain/error-catalogue.ts';
import type { WebhookRules } from '../ports/route-hook.ts';

const MOST_URL_LENGTH = 2048;

/**
 * Reads the URL of a webhook. What its name stands for is looked at with every request; here only what is plain from the text.
 * @throws AxbridgeError `input-invalid`
 */
export function checkedUrl(text: string, { allowPlainHttp }: WebhookRules): string {
  const url = text.length <= MOST_URL_LENGTH ? URL.parse(text) : null;
  if (url === null)
    throw new AxbridgeError('input-invalid', `url: a URL of up to ${MOST_URL_LENGTH} characters`);
  if (url.protocol !== 'https:' && !(allowPlainHttp && url.protocol === 'http:'))
    throw new AxbridgeError('input-invalid', 'url: https is needed, unless `webhooks.allowPlainHttp` is set');
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw new AxbridgeError('input-invalid', 'url: no user, password or fragment; requests are signed');
  return url.href;
}
