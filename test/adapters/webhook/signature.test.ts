import { describe, expect, it } from 'vitest';
import { NodeKeyMaterial } from '../../../src/adapters/access/node-key-material.ts';
import { signatureHeaders } from '../../../src/adapters/webhook/signature.ts';
import { Secret } from '../../../src/domain/secret.ts';

/** The example that the libraries of Standard Webhooks are tested with. */
const SECRET = new Secret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
const MESSAGE = {
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  sentAtSeconds: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('the signature of a webhook', () => {
  it('is that of the published example', () => {
    expect(signatureHeaders(MESSAGE, [SECRET])).toEqual({
      'webhook-id': MESSAGE.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': SIGNATURE,
    });
  });

  it('is one for each secret', () => {
    const other = new NodeKeyMaterial(new Uint8Array(32)).webhookSecret('other');
    const [own, former, ...rest] =
      signatureHeaders(MESSAGE, [other, SECRET])['webhook-signature']?.split(' ') ?? [];
    expect(own).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    expect(own).not.toBe(SIGNATURE);
    expect(former).toBe(SIGNATURE);
    expect(rest).toEqual([]);
  });
});

describe('the secret of a webhook', () => {
  const key = (byte: number) => new NodeKeyMaterial(new Uint8Array(32).fill(byte));

  it('is the same for the same name and key, and another for another name or key', () => {
    const text = key(1).webhookSecret('one').reveal();
    expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(key(1).webhookSecret('one').reveal()).toBe(text);
    expect(key(1).webhookSecret('two').reveal()).not.toBe(text);
    expect(key(2).webhookSecret('one').reveal()).not.toBe(text);
  });

  it('does not print', () => {
    expect(String(key(1).webhookSecret('one'))).toBe('[secret]');
  });
});
